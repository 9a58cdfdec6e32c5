import { anchorAddress } from '../../../network/checkpoint/anchor-address.ts'
import { readAnchored, statementOf } from '../../anchors/anchor.ts'
import { pendingAnchors } from '../../anchors/pending.ts'
import { connectAny } from '../../chain/connect.ts'
import { locate } from '../../chain/location.ts'
import type { Environment } from '../../environment.ts'
import { homePaths } from '../../home/home.ts'
import { readJournal } from '../../journal/read-journal.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/**
 * Every checkpoint of this network on its public chain, and whether that chain calls it final; then those on their way, by
 * this home's journal.
 */
export async function run(_: Input, env: Environment): Promise<Answer> {
  const { lock, publicRpc } = await locate(env.home)
  if (publicRpc === undefined) throw usage('This home names no public chain: quorate apply --public-rpc URL.')
  const provider = await connectAny(publicRpc)
  try {
    const anchored = await readAnchored(provider, lock)
    const contract = anchorAddress(statementOf(lock))
    const chainId = Number((await provider.getNetwork()).chainId)
    const there = new Set(anchored.map(({ sequence }) => sequence))
    const { lines: journal } = await readJournal(homePaths.journal(env.home))
    const pending = pendingAnchors(journal, { chainId, contract, there }).map((anchor) => ({
      chainId,
      contract,
      ...anchor,
      state: 'pending',
    }))
    const anchors = [...anchored, ...pending]
    const lines = anchors.map(
      ({ sequence, state, chainId, transaction }) =>
        `  ${sequence}  ${state.padEnd(10)} chain ${chainId}  ${transaction}`,
    )
    return { json: { anchors }, text: lines.length === 0 ? ['No checkpoint is anchored yet.'] : lines, good: true }
  } finally {
    provider.destroy()
  }
}
