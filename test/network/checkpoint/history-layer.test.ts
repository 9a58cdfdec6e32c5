import { describe, expect, it } from '@jest/globals'
import { checkpointDigest } from '../../../network/checkpoint/checkpoint-hash.ts'
import type { Checkpoint } from '../../../network/checkpoint/checkpoint.ts'
import type { Evidence } from '../../../network/checkpoint/evidence.ts'
import { verifyEvidence } from '../../../network/checkpoint/verify.ts'
import { type Choice, evidenceOf, fileOf, worldOf } from '../../fixtures/evidence.ts'
import { fileFrom, five, flipped, rehearsal, verdictAfter, within } from './worlds.ts'

/** From the first epoch to the fourth. */
const ACROSS = { sequence: 5, opening: true, later: 16 }
const refused = expect.objectContaining({
  organisations: 'ok',
  seals: 'ok',
  history: 'invalid',
  fact: 'ok',
  opening: 'ok',
  good: false,
})

type Later = NonNullable<Evidence['later']>

describe('the later checkpoint', () => {
  it.each([
    [5, 6],
    [5, 7],
    [5, 16],
    [6, 7],
    [9, 16],
    [15, 16],
  ])('goes on from %i in %i, across every handover between', (sequence, later) => {
    const { verdict, good } = verifyEvidence(fileFrom(five, { sequence, later }), five.trust)
    expect({ history: verdict.history, good }).toEqual({ history: 'ok', good: true })
  })

  const signedAgain = (change: (checkpoint: Checkpoint) => Partial<Checkpoint>, at: Choice = ACROSS) => {
    const evidence = evidenceOf(five, at)
    const { later } = evidence
    if (later === null) throw new Error('no later checkpoint')
    const checkpoint = { ...later.checkpoint, ...change(later.checkpoint) }
    const signatures = five.signers.sign(checkpointDigest(checkpoint), checkpoint.epoch, 2)
    const { verdict, good } = verifyEvidence(
      fileOf({ ...evidence, later: { ...later, checkpoint, signatures } }),
      five.trust,
    )
    return { ...verdict, good }
  }

  it('is refused with a bit of a proof or signature changed', () => {
    const changes: ((later: Later) => Partial<Later>)[] = [
      ({ historyPath }) => ({ historyPath: flipped(historyPath) }),
      ({ evidencePath }) => ({ evidencePath: flipped(evidencePath) }),
      ({ signatures }) => ({ signatures: flipped(signatures, 70) }),
      ({ historyPath, evidencePath }) => ({ historyPath: evidencePath, evidencePath: historyPath }),
    ]
    for (const change of changes) {
      expect(verdictAfter(five, ACROSS, within('later', change as never))).toEqual(refused)
    }
  })

  it('is refused where M members signed a rewritten history', () => {
    const rewritten = worldOf({ name: 'another five', members: 5, threshold: 3, validators: 4 }).logs.checkpoints[15]
    expect(signedAgain(() => ({}))).toMatchObject({ history: 'ok', good: true })
    expect(signedAgain(() => ({ historyRoot: rewritten?.historyRoot ?? '0x' }))).toEqual(refused)
    expect(signedAgain(() => ({ evidenceRoot: rewritten?.evidenceRoot ?? '0x' }))).toEqual(refused)
  })

  it('is refused where it is not later, in every count', () => {
    const before = five.logs.checkpoints[4]
    expect(signedAgain(() => ({ window: before?.window ?? 0 }))).toEqual(refused)
    expect(signedAgain(() => ({ blockTime: before?.blockTime ?? 0 }))).toEqual(refused)
    expect(
      verdictAfter(five, { sequence: 5, later: 16, opening: true }, ({ later, ...file }) => ({
        later: later && { ...later, ...signedPart(file) },
      })),
    ).toEqual(refused)
  })

  it('is refused as the next one where its previous is another', () => {
    const next = { ...ACROSS, later: 6 }
    expect(signedAgain(() => ({}), next)).toMatchObject({ history: 'ok', good: true })
    expect(signedAgain(({ blockHash }) => ({ previous: blockHash }), next)).toEqual(refused)
  })

  it('is refused where M members signed it for another network', () => {
    const near = { sequence: 4, later: 6, fact: 'signer' as const }
    expect(signedAgain(() => ({}), near)).toMatchObject({ history: 'ok', good: true })
    expect(signedAgain(() => ({ networkId: rehearsal.networkId }), near)).toMatchObject({
      history: 'invalid',
      good: false,
    })
  })

  it('is refused where a set of outsiders signed it, however they call their epoch', () => {
    const evidence = evidenceOf(five, { sequence: 4, later: 6, fact: 'signer' })
    const outsiders = worldOf({ name: 'outsiders', members: 5, threshold: 3, validators: 0, records: 1 }).signers
    const { later } = evidence
    if (later === null) throw new Error('no later checkpoint')
    const signatures = outsiders.sign(checkpointDigest(later.checkpoint), 1, 0)
    const forged = fileOf({ ...evidence, later: { ...later, signatures, signers: outsiders.set(1) } })
    expect(verifyEvidence(forged, five.trust)).toMatchObject({
      good: false,
      verdict: { organisations: 'ok', history: 'invalid' },
    })
  })

  it('is refused with another chain of signers, or of another network', () => {
    const skipped = within('later', ({ handovers }) => ({ handovers: handovers.slice(1) }))
    expect(verdictAfter(five, ACROSS, skipped)).toEqual(refused)
    const own = fileFrom(five, { sequence: 7, later: 16 }).later
    expect(verdictAfter(five, ACROSS, () => ({ later: own }))).toEqual(refused)
    expect(verdictAfter(five, ACROSS, () => ({ later: fileFrom(rehearsal, ACROSS).later }))).toEqual(refused)
  })
})

function signedPart({ checkpoint, signatures, signers, handovers }: Omit<ReturnType<typeof fileFrom>, 'later'>) {
  return { checkpoint, signatures, signers, handovers }
}
