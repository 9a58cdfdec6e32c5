import { describe, expect, it } from '@jest/globals'
import { evidenceSchema } from '../../../network/checkpoint/evidence.ts'
import { isJsonValue, JSON_DEPTH } from '../../../network/checkpoint/json-value.ts'
import { verifyEvidence } from '../../../network/checkpoint/verify.ts'
import { evidenceOf, fileOf } from '../../fixtures/evidence.ts'
import { embedded, fileFrom, five, verdictAfter, within } from './worlds.ts'

const MALFORMED = ['EVIDENCE_MALFORMED']
const codesOf = (document: unknown) => verifyEvidence(document, embedded.trust).findings.map(({ code }) => code)
const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

describe('an evidence file', () => {
  it('is read back as it was written', () => {
    const evidence = evidenceOf(five, { sequence: 5, later: 16, opening: true })
    expect(evidenceSchema.parse(fileOf(evidence))).toEqual(evidence)
  })

  it('holds bytes as base64url, in one spelling', () => {
    const { networkId } = fileFrom(embedded).checkpoint
    expect(networkId).toMatch(/^[A-Za-z0-9_-]{43}$/)
    const spellings = [
      `${networkId}=`,
      `${networkId}A`,
      networkId.slice(1),
      `${networkId.slice(0, -1)}/`,
      ` ${networkId}`,
    ]
    // Bits that the last letter has beyond the bytes.
    const next = String.fromCharCode(networkId.charCodeAt(42) + 1)
    for (const spelling of [...spellings, networkId.slice(0, 42) + next]) {
      const file = fileFrom(embedded)
      expect(codesOf({ ...file, checkpoint: { ...file.checkpoint, networkId: spelling } })).toEqual(MALFORMED)
    }
  })

  it.each([undefined, null, 0, 'text', [], {}, [fileFrom(embedded)]])('is not %j', (document) => {
    expect(verifyEvidence(document, embedded.trust)).toMatchObject({
      good: false,
      checkpoint: null,
      verdict: {
        organisations: 'invalid',
        seals: 'invalid',
        history: 'none',
        fact: 'invalid',
        anchor: 'none',
        opening: 'none',
      },
      findings: [{ code: 'EVIDENCE_MALFORMED' }],
    })
  })

  it('has no field too many, none too few, whatever its name', () => {
    const file = fileFrom(embedded)
    for (const name of Object.keys(file)) {
      expect(codesOf(Object.fromEntries(Object.entries(file).filter(([key]) => key !== name)))).toEqual(MALFORMED)
    }
    const text = JSON.stringify(file)
    for (const name of ['__proto__', 'constructor', 'toString', 'extra']) {
      expect(codesOf(JSON.parse(text.replace('{', `{"${name}":null,`)))).toEqual(MALFORMED)
      expect(codesOf(JSON.parse(text.replace('"checkpoint":{', `"checkpoint":{"${name}":1,`)))).toEqual(MALFORMED)
    }
  })

  it('counts in whole numbers that JSON keeps exact', () => {
    const file = fileFrom(embedded)
    for (const index of [-1, 0.5, 2 ** 53, 1e300, '1', null, true, [1]]) {
      expect(codesOf({ ...file, fact: { ...file.fact, index } })).toEqual(MALFORMED)
    }
    for (const index of [2 ** 31, 2 ** 53 - 1]) {
      const { verdict } = verifyEvidence({ ...file, fact: { ...file.fact, index } }, embedded.trust)
      expect(verdict).toMatchObject({ organisations: 'ok', fact: 'invalid' })
    }
  })
})

describe('the value of an opening', () => {
  it('is committed to with every field, __proto__ too', () => {
    const opened = { opening: true }
    expect(verdictAfter(embedded, opened, () => ({}))).toMatchObject({ opening: 'ok', good: true })
    for (const name of ['__proto__', 'constructor', 'toJSON', 'x']) {
      const more = within('opening', ({ value }) => ({
        value: JSON.parse(JSON.stringify(value).replace('{', `{"${name}":{"paid":true},`)),
      }))
      expect(verdictAfter(embedded, opened, more)).toMatchObject({ opening: 'unopenable', good: false })
    }
  })

  it('may be written in any order of its fields', () => {
    const reversed = within('opening', ({ value }) => ({
      value: Object.fromEntries(Object.entries(Object(value)).reverse()) as never,
    }))
    expect(verdictAfter(embedded, { opening: true }, reversed)).toMatchObject({ opening: 'ok', good: true })
  })

  it('overflows no stack, however deep', () => {
    expect(isJsonValue(nested(JSON_DEPTH))).toBe(true)
    expect(isJsonValue(nested(JSON_DEPTH + 1))).toBe(false)
    const file = fileFrom(embedded, { opening: true })
    for (const depth of [JSON_DEPTH + 1, 10_000, 1_000_000]) {
      expect(codesOf({ ...file, opening: { ...file.opening, value: nested(depth) } })).toEqual(MALFORMED)
    }
  })

  it('has a canonical text: finite numbers, no half characters', () => {
    for (const value of [
      Number.POSITIVE_INFINITY,
      Number.NaN,
      '\ud800',
      { '\udc00': 1 },
      ['a\ud83d'],
      undefined,
      [undefined],
    ]) {
      expect(isJsonValue(value)).toBe(false)
    }
    expect(isJsonValue({ a: ['😀', -0, 1e300, null, false, {}] })).toBe(true)
    expect(
      verdictAfter(
        embedded,
        { opening: true },
        within('opening', () => ({ schema: 'a\ud800' })),
      ),
    ).toMatchObject({
      organisations: 'invalid',
      fact: 'invalid',
    })
  })
})
