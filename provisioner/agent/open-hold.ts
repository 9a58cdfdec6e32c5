import type { JsonRpcProvider } from 'ethers'
import type { AtWork } from '../chain/as-member.ts'
import type { Location } from '../chain/location.ts'
import { openPublicChain, referenceChain } from '../chain/public-chains.ts'
import { send } from '../chain/send.ts'
import { settle } from '../chain/settle.ts'
import { signerFor } from '../chain/signer-for.ts'
import type { Environment } from '../environment.ts'
import { type Home, homePaths } from '../home/home.ts'
import { withHomeLock } from '../home/home-lock.ts'
import type { KeyRole } from '../signers/key-role.ts'
import type { Signer } from '../signers/signer.ts'
import { openJournal } from '../journal/journal.ts'
import { type Hold, sharedHold } from './hold.ts'

export interface Holder {
  readonly home: Home
  readonly location: Location
  readonly signers: { of(role: KeyRole): Signer }
  readonly env: Pick<Environment, 'now' | 'signal'>
  /** The own node that is asked now. */
  provider(): JsonRpcProvider
}

/** An agent's way into its home: keys stay open for as long as it runs, lock and journal for one piece of work. */
export function holdOf(holder: Holder): Hold {
  const { home, location, env } = holder
  const { chainId } = location.lock.founding
  return sharedHold((opened) =>
    withHomeLock(home.dir, async () => {
      const journal = await openJournal(homePaths.journal(home.dir), () => env.now() * 1000)
      let reference: Promise<JsonRpcProvider | undefined> | undefined
      try {
        const settled = async (): Promise<AtWork> => {
          const own = { provider: holder.provider(), chainId, journal, signal: env.signal }
          const chain = { ...own, signerFor: signerFor(holder.signers, ['agent']) }
          await settle(chain)
          return {
            home,
            location,
            journal,
            provider: chain.provider,
            reference: () => (reference ??= referenceOf(location)),
            // What it does next it decides from what the chain says by then.
            done: [],
            signer: (role) => holder.signers.of(role),
            send: (call) => send(chain, holder.signers.of(call.as ?? 'officer'), call),
          }
        }
        let at: Promise<AtWork> | undefined
        await opened({ journal, at: () => (at ??= settled()) })
      } finally {
        ;(await reference)?.destroy()
        await journal.close()
      }
    }),
  )
}

async function referenceOf(location: Location): Promise<JsonRpcProvider | undefined> {
  return openPublicChain(location, referenceChain(location.lock)).then(
    ({ provider }) => provider,
    () => undefined,
  )
}
