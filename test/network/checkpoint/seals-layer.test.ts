import { describe, expect, it } from '@jest/globals'
import { NO_VALIDATORS } from '../../../network/checkpoint/checkpoint-hash.ts'
import type { EvidenceFile } from '../../../network/checkpoint/evidence.ts'
import { verifyEvidence } from '../../../network/checkpoint/verify.ts'
import { fromHex } from '../../../network/hex.ts'
import { highS } from '../../fixtures/evidence-keys.ts'
import { embedded, fileFrom, reordered, six, verdictAfter, within } from './worlds.ts'

const refused = expect.objectContaining({ organisations: 'ok', seals: 'invalid', fact: 'ok', good: false })

describe('the seals layer', () => {
  const seals = (change: (parts: Uint8Array[]) => Uint8Array[]) =>
    verdictAfter(
      six,
      {},
      within('seals', ({ seals }) => ({ seals: reordered(seals, 65, change) })),
    )

  it('refuses fewer than a quorum, duplicates, and the seals of another block', () => {
    expect(seals((parts) => parts.slice(1))).toEqual(refused)
    expect(seals((parts) => [...parts.slice(1), ...parts.slice(1, 2)])).toEqual(refused)
    expect(seals((parts) => [...parts, ...parts.slice(1, 2)])).toEqual(refused)
    expect(verdictAfter(six, {}, () => ({ seals: fileFrom(six, { sequence: 15 }).seals }))).toEqual(refused)
  })

  it('refuses the other half of a seal: the same signature with s in the upper half of its range', () => {
    expect(seals(([first = new Uint8Array(65), ...parts]) => [highS(first), ...parts])).toEqual(refused)
    expect(seals(([first = new Uint8Array(65), ...parts]) => [highS(highS(first)), ...parts])).toMatchObject({
      seals: 'ok',
    })
  })

  it('takes seals in any order', () => {
    expect(seals((parts) => parts.reverse())).toMatchObject({ seals: 'ok', good: true })
  })

  it('refuses a smaller set of validators, an unsorted one, one with a duplicate, and none', () => {
    const set = (change: (parts: Uint8Array[]) => Uint8Array[]) =>
      verdictAfter(
        six,
        {},
        within('seals', ({ validators }) => ({ validators: reordered(validators, 20, change) })),
      )
    expect(set((parts) => parts.slice(0, 5))).toEqual(refused)
    expect(set((parts) => parts.reverse())).toEqual(refused)
    expect(set((parts) => [...parts, ...parts.slice(5)])).toEqual(refused)
    expect(set(() => [])).toEqual(refused)
  })

  it('refuses seals where the network has nobody to seal', () => {
    expect(verdictAfter(embedded, {}, () => ({ seals: { validators: '', seals: '' } }))).toEqual(refused)
  })
})

describe('a downgrade to a network without consensus', () => {
  const none = Buffer.from(fromHex(NO_VALIDATORS)).toString('base64url')

  it('by leaving the seals out is refused', () => {
    expect(verdictAfter(six, {}, () => ({ seals: null }))).toEqual(refused)
  })

  it('by changing the checkpoint too breaks its signatures, whatever the verifier knows', () => {
    const downgraded = ({ checkpoint }: EvidenceFile) => ({
      seals: null,
      checkpoint: { ...checkpoint, validatorSetHash: none },
    })
    const invalid = { organisations: 'invalid', good: false }
    expect(verdictAfter(six, {}, downgraded)).toMatchObject({ ...invalid, seals: 'invalid' })
    const file = fileFrom(six)
    const { networkId, founders } = six.trust
    const { verdict, good } = verifyEvidence({ ...file, ...downgraded(file) }, { networkId, founders })
    expect({ ...verdict, good }).toMatchObject({ ...invalid, seals: 'none' })
  })

  it('that M members sign is refused where the verifier knows that the network has consensus', () => {
    const file = fileFrom(embedded)
    expect(verifyEvidence(file, embedded.trust)).toMatchObject({ good: true, verdict: { seals: 'none' } })
    const sealed = verifyEvidence(file, { ...embedded.trust, sealed: true })
    expect({ ...sealed.verdict, good: sealed.good }).toEqual(refused)
  })
})
