import { describe, expect, it } from '@jest/globals'
import { verifyEvidence } from '../../../network/checkpoint/verify.ts'
import { type Choice, type World, worldOf } from '../../fixtures/evidence.ts'
import { type Change, embedded, fileFrom, five, flipped, reordered, six, verdictAfter, within } from './worlds.ts'

const HONEST = {
  organisations: 'ok',
  seals: 'ok',
  history: 'none',
  fact: 'ok',
  state: 'none',
  anchor: 'claimed',
  opening: 'none',
}

const worlds: [string, World, { seals: 'ok' | 'none' }][] = [
  ['3 of 5 after 3 handovers', five, { seals: 'ok' }],
  ['4 of 6', six, { seals: 'ok' }],
  ['13 of 25', worldOf({ name: 'twenty-five', members: 25, threshold: 13, validators: 25 }), { seals: 'ok' }],
  ['4 of 6 on a development chain, after 1 handover', embedded, { seals: 'none' }],
]

describe('honest evidence', () => {
  it.each(worlds)('of %s is good, layer by layer', (_, world, { seals }) => {
    const bare = verifyEvidence(fileFrom(world), world.trust)
    expect(bare).toMatchObject({ good: true, verdict: { ...HONEST, seals }, checkpoint: world.logs.checkpoints[15] })
    const full = verifyEvidence(fileFrom(world, { sequence: 5, opening: true, later: 16 }), world.trust)
    expect(full).toMatchObject({ good: true, verdict: { ...HONEST, seals, history: 'ok', opening: 'ok' } })
  })

  it.each(['batch', 'governance', 'validator', 'signer', 'missed'] as const)('proves a fact of kind %s', (fact) => {
    for (const sequence of [5, 6, 7, 16]) {
      expect(verifyEvidence(fileFrom(six, { fact, sequence, record: null }), six.trust).good).toBe(true)
    }
  })

  it('proves the first, the last and any other record of a batch of 1,000', () => {
    for (const record of [0, 1, 499, 998, 999]) {
      const { good, verdict } = verifyEvidence(fileFrom(embedded, { record, opening: true }), embedded.trust)
      expect({ good, opening: verdict.opening }).toEqual({ good: true, opening: 'ok' })
    }
  })

  it('says what its network is: sealed, or without consensus', () => {
    expect(verifyEvidence(fileFrom(embedded), embedded.trust).findings.map(({ code }) => code)).toContain(
      'EVIDENCE_SEALS_NONE',
    )
  })
})

/** Each breaks one layer, and no other. */
const FULL: Choice = { sequence: 5, opening: true, later: 16 }
const fact = { fact: 'invalid' }
const unopenable = { opening: 'unopenable' }
const breaks: [string, Record<string, string>, Change][] = [
  ['organisations', { organisations: 'invalid' }, ({ signatures }) => ({ signatures: flipped(signatures, 40) })],
  ['seals', { seals: 'invalid' }, within('seals', ({ seals }) => ({ seals: flipped(seals, 3) }))],
  ['fact, path', fact, within('fact', ({ path }) => ({ path: flipped(path, 33) }))],
  ['fact, place', fact, within('fact', ({ index }) => ({ index: index + 1 }))],
  ['fact, path too short', fact, within('fact', ({ path }) => ({ path: reordered(path, 32, (all) => all.slice(1)) }))],
  ['record, path', fact, within('record', ({ path }) => ({ path: flipped(path, 40) }))],
  ['record, place', fact, within('record', ({ index }) => ({ index: index ^ 1 }))],
  ['record, place beyond', fact, within('record', ({ index }) => ({ index: index + 1024 }))],
  ['record, path of 64', fact, within('record', () => ({ path: Buffer.alloc(2048).toString('base64url') }))],
  ['record', { ...fact, ...unopenable }, within('record', ({ commitment }) => ({ commitment: flipped(commitment) }))],
  ['opening, value', unopenable, within('opening', () => ({ value: { record: 1 } }))],
  ['opening, salt', unopenable, within('opening', ({ salt }) => ({ salt: flipped(salt) }))],
  ['opening, schema', unopenable, within('opening', () => ({ schema: 'another' }))],
  ['opening without record', unopenable, () => ({ record: null })],
]

describe('evidence with one layer broken', () => {
  it.each(breaks)('%s: that layer says so, the others stand, and it is not good', (_, broken, change) => {
    const honest = { ...HONEST, history: 'ok', opening: 'ok', good: true }
    expect(verdictAfter(six, FULL, () => ({}))).toEqual(honest)
    expect(verdictAfter(six, FULL, change)).toEqual({ ...honest, ...broken, good: false })
  })

  it('names every layer that is broken', () => {
    const { findings } = verifyEvidence({ ...fileFrom(six), seals: null, signatures: '' }, six.trust)
    expect(findings.map(({ code }) => code)).toEqual([
      'EVIDENCE_ORGANISATIONS_INVALID',
      'EVIDENCE_SEALS_INVALID',
      'EVIDENCE_ANCHOR_CLAIMED',
    ])
  })

  it('is refused where a record is given and the fact is no batch', () => {
    const { record } = fileFrom(six)
    const verdict = verdictAfter(six, { fact: 'governance' }, () => ({ record }))
    expect(verdict).toEqual({ ...HONEST, fact: 'invalid', good: false })
  })

  it('is refused for a fact that came after its checkpoint', () => {
    const before = fileFrom(six, { sequence: 4, fact: 'signer' })
    const verdict = verdictAfter(six, {}, ({ fact, record }) => ({ ...before, fact, record }))
    expect(verdict).toEqual({ ...HONEST, fact: 'invalid', good: false })
  })
})
