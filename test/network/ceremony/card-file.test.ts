import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cardSchema } from '../../../network/ceremony/card.ts'
import { checkCard } from '../../../network/ceremony/check-card.ts'
import { specDigest } from '../../../network/ceremony/identity.ts'
import { canonicalJson } from '../../../network/canonical.ts'
import { parseDocument } from '../../../network/document.ts'
import { example } from '../../fixtures/consortia.ts'
import { cardFilesOf } from '../../fixtures/founders.ts'

const consortium = example('four-members')
const card = cardFilesOf(consortium)[0]?.card
if (card === undefined) throw new Error('no card')
const text = JSON.stringify(card, null, 2)
const against = {
  chainId: card.chainId,
  consortium: specDigest(consortium),
  at: consortium.foundedAt,
  rehearsal: false,
}

const problems = (file: string) => {
  const parsed = parseDocument(cardSchema, file, 'a.card.json')
  return parsed.ok ? checkCard(parsed.value, against, 'a.card.json') : parsed.problems
}
const codes = (file: string) => [...new Set(problems(file).map(({ code }) => code))]
const edited = (change: object) => JSON.stringify({ ...card, ...change })

describe('a card’s file', () => {
  it('as it was written is in order', () => expect(codes(text)).toEqual([]))

  it.each([
    ['empty', ''],
    ['no JSON', 'format: quorate/card/1'],
    ['cut in half', text.slice(0, text.length / 2)],
    ['short of its last brace', text.trimEnd().slice(0, -1)],
    ['written twice over', text + text],
  ])('that is %s cannot be read', (_, file) => expect(codes(file)).toEqual(['JSON_UNREADABLE']))

  it('of 17 MiB is not even parsed', () => {
    expect(codes(text + ' '.repeat(17 * 1024 * 1024))).toEqual(['DOCUMENT_TOO_LARGE'])
  })

  it.each([
    ['another kind of document', 'null'],
    ['nested deeper than a stack', '['.repeat(500_000) + ']'.repeat(500_000)],
    ['of another format', edited({ format: 'quorate/card/2' })],
    ['with an unknown field', edited({ note: 'hello' })],
    ['with a field named __proto__', text.replace('{', '{"__proto__": {},')],
    ['with an unknown field in a node', edited({ nodes: [{ ...card.nodes[0], host: 'example.org' }] })],
    ['with an address that is not checksummed', edited({ officer: card.officer.toLowerCase() })],
    ['with an address in upper case', edited({ officer: `0x${card.officer.slice(2).toUpperCase()}` })],
    ['with upper-case hex', edited({ consortium: `0x${card.consortium.slice(2).toUpperCase()}` })],
    ['with a signature of 64 bytes', edited({ proofs: { ...card.proofs, officer: card.proofs.officer.slice(0, -2) } })],
    ['with a compressed public key', edited({ nodes: [{ ...card.nodes[0], publicKey: `0x02${'11'.repeat(32)}` }] })],
    ['with a name that ends in a hyphen', edited({ member: 'devices-' })],
    ['with a name of one letter', edited({ member: 'd' })],
    ['with a name that tells a terminal what to do', edited({ member: 'devices\u001b[2J' })],
    ['with a moment before 1970', edited({ issuedAt: '1969-12-31T23:59:59Z' })],
    ['with a moment that never was', edited({ issuedAt: '2026-02-30T00:00:00Z' })],
    ['with a moment in another zone', edited({ issuedAt: '2026-09-01T00:00:00+02:00' })],
    ['with a chain id of text', edited({ chainId: String(card.chainId) })],
    ['with a chain id beyond 2^53', text.replace(/"chainId": \d+/, '"chainId": 9007199254740993')],
  ])('%s is malformed', (_, file) => expect(codes(file)).toEqual(['DOCUMENT_MALFORMED']))

  it('names at most a hundred problems, and how many more there are', () => {
    const found = problems(edited({ proofs: { ...card.proofs, nodes: Array.from({ length: 5000 }, () => 'x') } }))
    expect(found).toHaveLength(101)
    expect(found.at(-1)?.code).toBe('TOO_MANY_PROBLEMS')
  })

  it('with a moment of year 9999 is read, and judged as any other', () => {
    expect(codes(edited({ expiresAt: '9999-12-31T23:59:59Z' }))).toEqual(['CARD_FORGED'])
  })
})

describe('of two thousand changes to a card’s file', () => {
  const digit = fc.constantFrom(...'0123456789abcdefABCDEF"{}[],:-xZ\u0000 ')
  const at = fc.nat({ max: text.length - 1 })
  const change = fc.oneof(
    fc.record({ at, length: fc.constant(1), put: digit }),
    fc.record({ at, length: fc.nat({ max: 5 }), put: fc.string({ maxLength: 5 }) }),
    fc.record({ at, length: fc.constant(0), put: digit }),
    // A hex digit for a hex digit: what the schema lets pass.
    fc
      .constantFrom(...[...text.matchAll(/[0-9a-f]/g)].map(({ index }) => index))
      .chain((index) =>
        fc.record({ at: fc.constant(index), length: fc.constant(1), put: fc.constantFrom(...'0123456789abcdef') }),
      ),
  )

  it('none verifies that says anything else, and none brings the check down', () => {
    let reached = 0
    fc.assert(
      fc.property(change, ({ at, length, put }) => {
        const file = text.slice(0, at) + put + text.slice(at + length)
        const parsed = parseDocument(cardSchema, file, 'a.card.json')
        if (parsed.ok && canonicalJson(parsed.value) === canonicalJson(card)) return
        if (parsed.ok) reached++
        expect(codes(file)).not.toEqual([])
      }),
      { numRuns: 2000 },
    )
    // The property would hold of a parser that refuses everything: many have to come as far as the proofs.
    expect(reached).toBeGreaterThan(300)
  }, 60_000)
})
