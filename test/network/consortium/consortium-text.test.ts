import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { consortiumText } from '../../../network/consortium/consortium-text.ts'
import type { Consortium, DecisionRule } from '../../../network/consortium/consortium.ts'
import { decisionClasses } from '../../../network/consortium/decision-class.ts'
import { consortiumOf, exampleNames, exampleText } from './example.ts'

const six = consortiumOf(exampleText('six-members'))
const seconds = fc.integer({ min: 1, max: 366 * 86_400 })

/** One rule for all classes, so that upgrade is never weaker. */
const rule: fc.Arbitrary<DecisionRule> = fc.record({
  votingDelaySeconds: fc.integer({ min: 0, max: 86_400 }),
  votingPeriodSeconds: seconds,
  timelockSeconds: fc.integer({ min: 0, max: 366 * 86_400 }),
  graceSeconds: seconds,
  chambersNeeded: fc.integer({ min: 1, max: 3 }),
  chambers: fc.array(
    fc.record({
      quorumBasisPoints: fc.integer({ min: 0, max: 10_000 }),
      majorityBasisPoints: fc.integer({ min: 5000, max: 9999 }),
      veto: fc.boolean(),
    }),
    { minLength: 3, maxLength: 3 },
  ),
})

const longestRatification = (drawn: DecisionRule) =>
  drawn.votingDelaySeconds + Math.ceil(drawn.votingPeriodSeconds * 1.25) + drawn.timelockSeconds

const consortium: fc.Arbitrary<Consortium> = fc
  .record({
    rule,
    foundedAt: fc.integer({ min: 946_684_800, max: 1_788_220_800 }),
    everySeconds: fc.integer({ min: 10, max: 604_800 }),
    spare: seconds,
    restSeconds: seconds,
  })
  .map((drawn) => ({
    ...six,
    foundedAt: drawn.foundedAt,
    decisions: Object.fromEntries(decisionClasses.map((name) => [name, drawn.rule])) as Consortium['decisions'],
    checkpoints: { ...six.checkpoints, everySeconds: drawn.everySeconds },
    emergency: {
      signers: 3,
      lapseSeconds: longestRatification(drawn.rule) + drawn.spare,
      restSeconds: drawn.restSeconds,
    },
  }))

describe('a consortium written as a description', () => {
  it.each(exampleNames)('reads back the same: %s', (name) => {
    const read = consortiumOf(exampleText(name))
    expect(consortiumOf(consortiumText(read))).toEqual(read)
  })

  it('reads back the same for any moments, durations and shares', () => {
    fc.assert(
      fc.property(consortium, (drawn) => {
        expect(consortiumOf(consortiumText(drawn))).toEqual(drawn)
      }),
    )
  })
})
