import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { verifyEvidence } from '../../../network/checkpoint/verify.ts'
import type { Choice, World } from '../../fixtures/evidence.ts'
import { type Mutation, mutate, mutation } from './mutations.ts'
import { untruth } from './truth.ts'
import { embedded, fileFrom, five, rehearsal, remembering, six } from './worlds.ts'

const RUNS = 12_000

const choices: Choice[] = [
  {},
  { record: 7, opening: true },
  { sequence: 5, opening: true, later: 16 },
  { sequence: 7, later: 8, record: null },
  { fact: 'governance', sequence: 9, later: 16 },
  { fact: 'validator' },
  { fact: 'missed', sequence: 4 },
]

interface Sample {
  readonly world: World
  readonly file: unknown
}

const samples: Sample[] = [five, six, embedded].flatMap((world) =>
  choices.map((choice) => ({ world, file: fileFrom(world, choice) })),
)
const foreign = choices.map((choice) => fileFrom(rehearsal, choice))
const donors = [...samples.map(({ file }) => file), ...foreign]

const cases = fc.record({
  sample: fc.constantFrom(...samples),
  /** Mostly one change; where several meet, they may hide one another. */
  changes: fc.oneof(
    { weight: 4, arbitrary: fc.tuple(mutation) },
    { weight: 1, arbitrary: fc.array(mutation, { minLength: 2, maxLength: 4 }) },
  ),
})

describe('mutated evidence', () => {
  it(`of ${RUNS} mutations never a false accept, never a crash`, () => {
    const recover = remembering()
    const counts = { refused: 0, 'true and accepted': 0, 'true but refused': 0 }
    const begun = performance.now()
    const changed = ({ file }: Sample, changes: readonly Mutation[]) =>
      changes.reduce(
        (document, change) => (document === undefined ? undefined : mutate(document, change, donors)),
        file,
      )
    fc.assert(
      fc.property(cases, ({ sample, changes }) => {
        const document = changed(sample, changes)
        const { good } = verifyEvidence(document, sample.world.trust, recover)
        const untrue = untruth(sample.world, document)
        if (good) expect(untrue).toBeUndefined()
        counts[good ? 'true and accepted' : untrue === undefined ? 'true but refused' : 'refused'] += 1
      }),
      { numRuns: RUNS, seed: 620_620 },
    )
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    process.stdout.write(`${RUNS} mutations of evidence in ${seconds} s: ${JSON.stringify(counts)}\n`)
    // The oracle is neither blind nor deaf: both answers come, and nothing true is refused.
    expect(counts.refused).toBeGreaterThan(RUNS / 2)
    expect(counts['true and accepted']).toBeGreaterThan(RUNS / 100)
    expect(counts['true but refused']).toBe(0)
  })
})
