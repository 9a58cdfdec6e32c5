import { describe, expect, it } from '@jest/globals'
import { checkpointStructHash } from '../../../network/checkpoint/checkpoint-hash.ts'
import type { Hex } from '../../../network/hex.ts'
import type { Standings } from '../../../provisioner/anchors/standing.ts'
import { anchorFindings } from '../../../provisioner/status/anchor-findings.ts'
import { seededHash } from '../../fixtures/evidence-keys.ts'
import { six } from '../../network/checkpoint/worlds.ts'

const decided = six.logs.checkpoints.slice(0, 5)
const own = (sequence: number) => {
  const checkpoint = decided[sequence - 1]
  return checkpoint === undefined ? seededHash('none') : checkpointStructHash(checkpoint)
}

/** What stands on two public chains: on one what was decided, on the other what is given. */
function codes(sequence: number, structHash: Hex, overdue = false): string[] {
  const on = (chain: string, head: { sequence: number; structHash: Hex }) => {
    return { chain, chainId: 10, contract: `0x${'c0'.repeat(20)}` as Hex, ...head, ageSeconds: 60, overdue }
  }
  const chains = [on('base', { sequence: 5, structHash: own(5) }), on('gnosis', { sequence, structHash })]
  const standings: Standings = { chains, anchors: [], outcomes: [] }
  return anchorFindings(standings, decided).map(({ code, subject }) => `${subject} ${code}`)
}

describe('what stands on a public chain', () => {
  it('is no finding where it is what the member’s own chain decided, be it the last or one before, or nothing yet', () => {
    for (const sequence of [5, 4, 1]) expect(codes(sequence, own(sequence))).toEqual([])
    expect(codes(0, `0x${'0'.repeat(64)}`)).toEqual([])
  })

  it('is diverged where it is another of its sequence, and not only not new', () => {
    expect(codes(5, seededHash('another history'))).toEqual(['gnosis ANCHOR_DIVERGED'])
    expect(codes(3, own(4))).toEqual(['gnosis ANCHOR_DIVERGED'])
  })

  it('is told where it is beyond all that was decided: nothing more would ever be anchored there', () => {
    expect(codes(2 ** 39, seededHash('far ahead'))).toEqual(['gnosis ANCHOR_BEYOND'])
  })
})
