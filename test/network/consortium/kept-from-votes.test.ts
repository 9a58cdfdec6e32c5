import { describe, expect, it } from '@jest/globals'
import type { Consortium } from '../../../network/consortium/consortium.ts'
import { decisionClasses } from '../../../network/consortium/decision-class.ts'
import { keptFromVotes } from '../../../network/consortium/kept-from-votes.ts'
import { example } from '../../fixtures/consortia.ts'
import { consortiumOf, edited, exampleNames } from './example.ts'

const six = example('six-members')
const lapsing = (lapseSeconds: number): Consortium => ({ ...six, emergency: { ...six.emergency, lapseSeconds } })

describe('decisions that an emergency action can keep a member from', () => {
  it.each(exampleNames)('are none in %s', (name) => {
    expect(keptFromVotes(consortiumOf(edited(name)))).toEqual([])
  })

  it('are those of every other class, where that of emergencies has no times of its own', () => {
    const four = edited('four-members', ['  emergency: { votingDelay: 0s, votingPeriod: 1d, timelock: 0s }\n', ''])
    expect(keptFromVotes(consortiumOf(four))).toEqual(decisionClasses.filter((name) => name !== 'emergency'))
  })

  it('are none up to the last second of their votes, and those with shorter votes than it lasts', () => {
    const period = six.decisions.nodes.votingPeriodSeconds
    expect(keptFromVotes(lapsing(period - 1))).toEqual([])
    const longer = { ...six.decisions.nodes, votingPeriodSeconds: period + 1 }
    const decisions = { ...six.decisions, nodes: longer, upgrade: longer }
    expect(keptFromVotes({ ...lapsing(period), decisions })).toEqual([
      ...['admission', 'expulsion', 'keys', 'parameters', 'devices'],
    ])
  })
})
