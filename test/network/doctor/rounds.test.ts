import { describe, expect, it } from '@jest/globals'
import { examine } from '../../../network/doctor/examine.ts'
import { roundAfter, roundByLog } from '../../../network/doctor/rounds.ts'
import { cases } from './cases.ts'
import { head, withNode, withPeers } from './healthy.ts'
import { logs } from './log-lines.ts'

describe('the round that a stalled chain is in', () => {
  it.each([
    [0, 0, 4],
    [3, 0, 1],
    [4, 1, 8],
    [11, 1, 1],
    [12, 2, 16],
    [85, 4, 39],
    [124, 5, 128],
  ])('after %i s with T = 4 s is %i, with %i s left', (waited, round, left) => {
    expect(roundAfter(waited, 4)).toMatchObject({ round, left })
  })

  it('makes waiting take from about as long as the outage to three times that', () => {
    expect(roundAfter(85, 4).alone).toEqual({ least: 124, most: 252 })
  })

  it('is the log’s where that tells it', () => {
    expect(roundByLog(6, 100, 4)).toEqual({ round: 6, left: 156, alone: { least: 508, most: 1020 } })
  })
})

describe('a stall', () => {
  const says = (facts: Parameters<typeof examine>[0]) => examine(facts).findings[0]?.says ?? ''

  it('is told with its numbers: age, live, quorum, round, and how long waiting or a restart takes', () => {
    const text = says(cases.CHAIN_NO_QUORUM)
    for (const part of ['85 s', '2 of 4', '3 make a block', 'round 4', '124 to 252 s', 'restart']) {
      expect(text).toContain(part)
    }
  })

  it('names who is missing, and how many have to come back', () => {
    const [finding] = examine(cases.CHAIN_NO_QUORUM).findings
    expect(finding?.says).toMatch(/Missing: member-\d-1 \(member-\d\) and member-\d-1 \(member-\d\)/)
    expect(finding?.remedy).toContain('one more validator')
  })

  it('believes a line of the log that is newer than the head and whose round still lasts', () => {
    const late = { ...withNode({ log: logs.round(6, 0) }, withPeers(1)), now: head.time + 100 }
    expect(says(late)).toContain('By its log it is in round 6')
  })

  it('does not believe a line from before the head, or of a round that is over', () => {
    const before = { ...withNode({ log: logs.round(6, 500) }, withPeers(1)), now: head.time + 85 }
    const over = { ...withNode({ log: logs.round(2, 0) }, withPeers(1)), now: head.time + 85 }
    for (const facts of [before, over]) expect(says(facts)).toContain('By the head’s age it is in about round 4')
  })

  it('without a token counts peers as validators at most, and says so', () => {
    const facts = { ...withNode({ own: undefined }, withPeers(1)), now: head.time + 85 }
    expect(says(facts)).toContain('At most 2 of 4')
  })
})
