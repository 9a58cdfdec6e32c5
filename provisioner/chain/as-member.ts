import { isDeepStrictEqual } from 'node:util'
import type { JsonRpcProvider } from 'ethers'
import type { Hex } from '../../network/hex.ts'
import { organisationId } from '../../network/slug.ts'
import type { Environment } from '../environment.ts'
import { addressOf, type Home, homePaths } from '../home/home.ts'
import { openHome } from '../home/open-home.ts'
import { readUnlock } from '../home/read-unlock.ts'
import { type Signers, unlock } from '../home/unlock.ts'
import { whenHomeIsFree } from '../home/when-free.ts'
import { type Journal, openJournal } from '../journal/journal.ts'
import type { KeyRole } from '../signers/key-role.ts'
import type { Signer } from '../signers/signer.ts'
import { connectOwn } from './connect-own.ts'
import { type Done, takeDone } from './done.ts'
import { type Location, locate } from './location.ts'
import { needsKey, type Offline, prepare } from './offline.ts'
import { openPublicChain, referenceChain } from './public-chains.ts'
import { read } from './read.ts'
import { type Call, send } from './send.ts'
import { settle } from './settle.ts'
import { signerFor } from './signer-for.ts'

/** A member at work on its network. */
export interface AtWork {
  readonly home: Home
  readonly location: Location
  readonly provider: JsonRpcProvider
  /** The public chain that `notBefore` is taken from; undefined where this member names none, or it does not answer. */
  reference(): Promise<JsonRpcProvider | undefined>
  readonly journal: Journal
  /** What an earlier command had signed and this one brought into a block; the same call is not sent again. */
  readonly done: readonly Done[]
  signer(role: KeyRole): Signer
  /** Sends as the member's officer, or as the agent where the call says so. */
  send(call: Call): Promise<{ readonly hash: string; readonly blockNumber: number }>
}

/**
 * Does some work as the home's member: lock held, keys open, journal at hand, what a killed command left finished first. While
 * a person is asked for the passphrase the home is nobody's.
 */
export async function asMember<T>(env: Environment, work: (at: AtWork) => Promise<T>): Promise<T> {
  const home = await openHome(env.home)
  const location = await locate(home.dir)
  const { chainId } = location.lock.founding
  if (env.offline !== undefined) return prepareOnly({ home, location, env, offline: env.offline }, work)
  const by = await readUnlock(home.dir)
  const opened = await unlock(home, env, by)
  return whenHomeIsFree(env, home.dir, async () => {
    // Another command may have changed by then where keys are.
    const signers = isDeepStrictEqual(by, await readUnlock(home.dir)) ? opened : await unlock(home, env)
    const provider = await connectOwn(location, home.dir, env, { token: await tokenOf(location, signers, env) })
    let reference: Promise<JsonRpcProvider | undefined> | undefined
    const journal = await openJournal(homePaths.journal(home.dir), () => env.now() * 1000)
    try {
      const development = location.target === 'embedded'
      const chain = { provider, chainId, journal, development, signerFor: signerFor(signers, ['officer', 'agent']) }
      const done = [...(await settle(chain))]
      for (const { what, blockNumber } of done) env.progress(`signed before, and now in block ${blockNumber}: ${what}`)
      return await work({
        home,
        location,
        provider,
        reference: () => (reference ??= referenceOf(location)),
        journal,
        signer: (role) => signers.of(role),
        done,
        send: async (call) => {
          const signer = signers.of(call.as ?? 'officer')
          return takeDone(done, signer.address, call) ?? send(chain, signer, call)
        },
      })
    } finally {
      ;(await reference)?.destroy()
      await journal.close()
      provider.destroy()
    }
  })
}

interface Preparing {
  readonly home: Home
  readonly location: Location
  readonly env: Environment
  readonly offline: Offline
}

/** The same work without a key: what it would send is collected. @throws PreparedOnly */
async function prepareOnly<T>(
  { home, location, env, offline }: Preparing,
  work: (at: AtWork) => Promise<T>,
): Promise<T> {
  const { chainId, networkId } = location.lock.founding
  offline.network = { chainId, networkId }
  return whenHomeIsFree(env, home.dir, async () => {
    const provider = await connectOwn(location, home.dir, env)
    const journal = await openJournal(homePaths.journal(home.dir), () => env.now() * 1000)
    try {
      return await work({
        home,
        location,
        provider,
        reference: async () => undefined,
        journal,
        done: [],
        signer: (role) => {
          throw needsKey('this', role)
        },
        send: async (call) => prepare(offline, provider, { from: await senderOf(provider, home, call), call }),
      })
    } finally {
      await journal.close()
      provider.destroy()
    }
  })
}

/** The account that the registry knows: where it is no key of this home, it signs elsewhere. Before admission, the home's own. */
async function senderOf(provider: JsonRpcProvider, home: Home, { as = 'officer' }: Call): Promise<Hex> {
  const { status, ...member } = await read(
    provider,
    'MemberRegistry',
    'organisation',
    organisationId(home.record.member),
  )
  return Number(status) === 0 ? addressOf(home, as) : member[as]
}

/** A Besu node takes transactions from its own member alone; a development chain asks nobody who they are. */
async function tokenOf(
  { target, lock }: Location,
  signers: Signers,
  env: Environment,
): Promise<(() => string) | undefined> {
  if (target === 'embedded') return undefined
  const { jwtKeyOf } = await import('../besu-rpc/jwt.ts')
  const key = jwtKeyOf(signers.of('agent'), lock.founding.networkId)
  return () => key.token(['eth:*', 'net:*', 'qbft:*', 'txpool:*', 'admin:*', 'perm:*'], { now: env.now(), seconds: 60 })
}

async function referenceOf(location: Location): Promise<JsonRpcProvider | undefined> {
  const open = openPublicChain(location, referenceChain(location.lock))
  return open.then(
    ({ provider }) => provider,
    () => undefined,
  )
}
