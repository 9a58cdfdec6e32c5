import type { JsonRpcProvider } from 'ethers'
import { type Amendment, amendmentList } from '../../network/amendments/amendment.ts'
import { slugOf } from '../../network/slug.ts'
import { read } from './read.ts'

/** What was decided since the founding of what all nodes configure alike, in the order of decision. */
export async function readAmendments(provider: JsonRpcProvider): Promise<Amendment[]> {
  const found = await read(provider, 'Amendments', 'amendments')
  return amendmentList.parse(
    found.map(({ kind, beginsAt, blockPeriodSeconds, decidedAt, cancelledAt, fork }) => {
      const times = {
        beginsAt: Number(beginsAt),
        decidedAt: Number(decidedAt),
        cancelledAt: cancelledAt === 0n ? null : Number(cancelledAt),
      }
      if (Number(kind) === 0) return { kind: 'fork', fork: slugOf(fork), ...times }
      return { kind: 'block-period', seconds: Number(blockPeriodSeconds), ...times }
    }),
  )
}
