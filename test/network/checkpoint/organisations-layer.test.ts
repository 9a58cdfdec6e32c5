import { describe, expect, it } from '@jest/globals'
import { toBase64 } from '../../../network/checkpoint/base64.ts'
import { checkpointDigest } from '../../../network/checkpoint/checkpoint-hash.ts'
import type { Evidence } from '../../../network/checkpoint/evidence.ts'
import { handoverDigest } from '../../../network/checkpoint/handover.ts'
import { verifyEvidence } from '../../../network/checkpoint/verify.ts'
import { evidenceOf, fileOf, type World } from '../../fixtures/evidence.ts'
import { byAddress, compact, concat, type Key, seededKey, signerSetOf } from '../../fixtures/evidence-keys.ts'
import { fileFrom, five, rehearsal, reordered, six, verdictAfter } from './worlds.ts'

const invalid = expect.objectContaining({ organisations: 'invalid', seals: 'ok', fact: 'ok', good: false })
const packed = (parts: readonly Uint8Array[]) => toBase64(concat(parts))
const verdictOn = (evidence: Evidence, { trust }: World) => {
  const { verdict, good } = verifyEvidence(fileOf(evidence), trust)
  return { ...verdict, good }
}

describe('trust roots', () => {
  const file = fileFrom(six)
  const { networkId, founders } = six.trust
  const verdictBy = (trust: Parameters<typeof verifyEvidence>[1]) => {
    const { verdict, good } = verifyEvidence(file, trust)
    return { ...verdict, good }
  }

  it('make evidence good: without any, or with the network alone or the founders alone, nothing is compared', () => {
    const notCompared = expect.objectContaining({ organisations: 'not-compared', seals: 'ok', fact: 'ok', good: false })
    expect(verdictBy({})).toEqual(notCompared)
    expect(verdictBy({ networkId })).toEqual(notCompared)
    expect(verdictBy({ founders })).toEqual(notCompared)
    expect(verdictBy({ networkId, founders })).toMatchObject({ organisations: 'ok', good: true })
  })

  it('of another network, other founders or another threshold refuse it', () => {
    expect(verdictBy({ networkId: five.networkId, founders })).toEqual(invalid)
    expect(verdictBy({ networkId: five.networkId })).toEqual(invalid)
    expect(verdictBy({ networkId, founders: five.trust.founders })).toEqual(invalid)
    expect(verdictBy({ networkId, founders: { ...founders, threshold: 5 } })).toEqual(invalid)
    expect(verdictBy({ networkId, founders: { ...founders, set: founders.set.slice(1) } })).toEqual(invalid)
  })

  it('of a network refuse what the same keys signed for its rehearsal', () => {
    expect(rehearsal.trust.founders).toEqual(five.trust.founders)
    const { verdict } = verifyEvidence(fileFrom(rehearsal), five.trust)
    expect(verdict.organisations).toBe('invalid')
    const relabelled = verdictAfter(rehearsal, {}, ({ checkpoint }) => ({
      checkpoint: { ...checkpoint, networkId: fileFrom(five).checkpoint.networkId },
    }))
    expect(relabelled.organisations).toBe('invalid')
  })
})

describe('signatures of a checkpoint', () => {
  const signatures = (change: (parts: Uint8Array[]) => Uint8Array[]) =>
    verdictAfter(six, {}, (file) => ({ signatures: reordered(file.signatures, 64, change) }))

  it('are exactly M, each by another signer, sorted', () => {
    expect(signatures((parts) => parts)).toMatchObject({ organisations: 'ok', good: true })
    expect(signatures((parts) => parts.slice(1))).toEqual(invalid)
    expect(signatures((parts) => [...parts.slice(1), ...parts.slice(3)])).toEqual(invalid)
    expect(signatures((parts) => [...parts, ...parts.slice(3)])).toEqual(invalid)
    expect(signatures((parts) => parts.reverse())).toEqual(invalid)
    expect(signatures(() => [])).toEqual(invalid)
  })

  it('are refused above M, even where all are honest', () => {
    const { checkpoint } = evidenceOf(six)
    const all = six.signers.keys(1).map((key) => compact(checkpointDigest(checkpoint), key))
    expect(signatures(() => all)).toEqual(invalid)
  })

  it('over another checkpoint, or by a stranger, are refused', () => {
    const before = fileFrom(six, { sequence: 15 })
    expect(verdictAfter(six, {}, () => ({ signatures: before.signatures }))).toEqual(invalid)
    const keys = [...six.signers.keys(1).slice(0, 3), seededKey('stranger')].sort(byAddress)
    const digest = checkpointDigest(evidenceOf(six).checkpoint)
    expect(signatures(() => keys.map((key) => compact(digest, key)))).toEqual(invalid)
  })
})

describe('signer sets', () => {
  const signedBy = (keys: readonly Key[], set: Evidence['signers']): Evidence => {
    const evidence = evidenceOf(six)
    const digest = checkpointDigest(evidence.checkpoint)
    return { ...evidence, signers: set, signatures: packed(keys.map((key) => compact(digest, key))) }
  }
  const keys = six.signers.keys(1)

  it('with a lower threshold, or one that half of them could meet, are refused', () => {
    expect(verdictOn(signedBy(keys.slice(0, 3), { ...six.trust.founders, threshold: 3 }), six)).toEqual(invalid)
    const halved = { ...six, trust: { ...six.trust, founders: signerSetOf(keys, 3) } }
    expect(verdictOn(signedBy(keys.slice(0, 3), signerSetOf(keys, 3)), halved)).toEqual(invalid)
  })

  it('with a duplicate, or unsorted, are refused though their hash be the founders’', () => {
    const { set, threshold } = six.trust.founders
    const [first = '0x'] = set
    const twice = { set: [first, ...set], threshold }
    expect(verdictOn(signedBy(keys.slice(0, 4), twice), { ...six, trust: { ...six.trust, founders: twice } })).toEqual(
      invalid,
    )
    expect(verdictOn(signedBy(keys.slice(0, 4), { set: [...set].reverse(), threshold }), six)).toEqual(invalid)
  })
})

describe('handovers', () => {
  const evidence = evidenceOf(five)
  const changed = (change: (handovers: Evidence['handovers']) => Evidence['handovers']) =>
    verdictOn({ ...evidence, handovers: change(evidence.handovers) }, five)

  it('lead from the founders to the checkpoint’s signers, without gap, in order', () => {
    expect(evidence.checkpoint.epoch).toBe(4)
    expect(changed((all) => all)).toMatchObject({ organisations: 'ok', good: true })
    expect(changed((all) => all.slice(1))).toEqual(invalid)
    expect(changed((all) => all.slice(0, 2))).toEqual(invalid)
    expect(changed((all) => [...all].reverse())).toEqual(invalid)
    expect(changed((all) => [...all, ...all.slice(2)])).toEqual(invalid)
  })

  it('signed by others than the set before, or replayed from the rehearsal, are refused', () => {
    const replayed = evidenceOf(rehearsal).handovers
    expect(changed(() => replayed)).toEqual(invalid)
    const outsiders = [1, 2, 3].map((i) => seededKey(`outsider ${i}`)).sort(byAddress)
    const digest = handoverDigest(five.networkId, { epoch: 4, signers: evidence.signers, headSequence: 9 })
    const signatures = packed(outsiders.map((key) => compact(digest, key)))
    expect(changed((all) => all.map((made, i) => (i === 2 ? { ...made, signatures } : made)))).toEqual(invalid)
  })

  it('after the checkpoint, or before one another, are refused though they be signed', () => {
    const handedOver = (headSequence: number): Evidence => {
      const { handovers } = evidence
      const digest = handoverDigest(five.networkId, { epoch: 4, signers: evidence.signers, headSequence })
      const signatures = five.signers.sign(digest, 3, 1)
      return {
        ...evidence,
        handovers: handovers.map((made, i) => (i === 2 ? { ...made, headSequence, signatures } : made)),
      }
    }
    expect(verdictOn(handedOver(15), five)).toMatchObject({ organisations: 'ok', good: true })
    expect(verdictOn(handedOver(16), five)).toEqual(invalid)
    expect(verdictOn(handedOver(5), five)).toEqual(invalid)
  })
})
