import { describe, expect, it } from '@jest/globals'
import type { Hex } from '../../../network/hex.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { AgentMetrics } from '../../../provisioner/agent/metrics.ts'
import { anchorTeller } from '../../../provisioner/agent/tell-anchors.ts'
import { seededHash } from '../../fixtures/evidence-keys.ts'

const NOW = 1_800_000_000
const decisionOf = (sequence: number) => (sequence <= 4 ? seededHash(`decided ${sequence}`) : undefined)

function teller(decided: (sequence: number) => Promise<Hex | undefined> = async (sequence) => decisionOf(sequence)) {
  const metrics = new AgentMetrics()
  const lines: string[] = []
  const tell = anchorTeller({ metrics, now: () => NOW, progress: (line) => lines.push(line), decided })
  const shows = (sequence: number, structHash: Hex) =>
    tell('base', { head: { sequence, structHash, epoch: 1, submittedAt: NOW - 60, overdue: false }, sent: 0 })
  const same = async () => /quorate_anchor_same\{chain="base"\} (\d)/.exec(await metrics.text())?.[1]
  return { lines, tell, shows, same }
}

describe('what an agent says of a public chain', () => {
  it('is that it holds another checkpoint than was decided, once, and in its metrics for as long as it does', async () => {
    const { lines, shows, same } = teller()
    await shows(4, seededHash('decided 4'))
    expect([lines, await same()]).toEqual([[], '1'])
    for (let again = 0; again < 2; again += 1) await shows(4, seededHash('another history'))
    expect(lines).toEqual([expect.stringMatching(/^ANCHOR_DIVERGED: base/)])
    expect(await same()).toBe('0')
    await shows(4, seededHash('decided 4'))
    expect(await same()).toBe('1')
  })

  it('is that it is beyond what was decided: else its silence would pass for nothing to anchor', async () => {
    const { lines, shows, same } = teller()
    await shows(2 ** 39, seededHash('far ahead'))
    expect(lines).toEqual([expect.stringMatching(/^ANCHOR_BEYOND: base/)])
    expect(await same()).toBe('0')
  })

  it('is nothing of what stands there while the own node is silent, and a failure of that chain once', async () => {
    const { lines, shows, same, tell } = teller(async () => {
      throw new Error('silent')
    })
    await shows(4, seededHash('another history'))
    expect([lines, await same()]).toEqual([[], undefined])
    const failed = new QuorateError('PUBLIC_CHAIN_FAILED', 'It failed.', { facts: {}, remedy: 'Wait.' })
    for (let again = 0; again < 2; again += 1) await tell('base', { failed })
    expect(lines).toEqual(['base: It failed. Wait.'])
  })
})
