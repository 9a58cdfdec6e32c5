import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { commitment, SALT_BYTES } from '../../../network/privacy/commitment.ts'

const networkId = `0x${'11'.repeat(32)}` as const
const about = { networkId, schema: 'record/1' }
/** Salts that look random and are the same in every run. */
const saltOf = (label: string) => new Uint8Array(createHash('sha512').update(label).digest())
const salt = saltOf('a salt')
const committed = (value: unknown, key = salt) => commitment(key, about, value)

describe('a commitment', () => {
  it('is HMAC-SHA-256 as another library computes it', () => {
    const schema = Buffer.from('record/1')
    const length = Buffer.from([0, 0, 0, schema.length])
    const text = Buffer.concat([
      Buffer.from('quorate/commit/1'),
      Buffer.from('11'.repeat(32), 'hex'),
      length,
      schema,
      Buffer.from('{"a":[1,"é",null],"b":true}'),
    ])
    const expected = `0x${createHmac('sha256', salt).update(text).digest('hex')}`
    expect(committed({ b: true, a: [1, 'é', null] })).toBe(expected)
  })

  it('of one value is one, whatever the order of its fields', () => {
    expect(committed({ a: 1, b: 2 })).toBe(committed({ b: 2, a: 1 }))
  })

  it('takes a salt of 64 bytes and no other: HMAC pads a shorter key with zeros and hashes a longer one', () => {
    expect(SALT_BYTES).toBe(64)
    for (const length of [0, 32, 63, 65, 128]) expect(() => committed('x', new Uint8Array(length))).toThrow(RangeError)
    // The collisions that this rules out are real.
    const mac = (key: Uint8Array) => createHmac('sha256', key).update('x').digest('hex')
    expect(mac(new Uint8Array(63).fill(7))).toBe(mac(new Uint8Array(64).fill(7, 0, 63)))
    const long = new Uint8Array(65).fill(7)
    expect(mac(long)).toBe(mac(createHash('sha256').update(long).digest()))
  })

  it('takes a network id of 32 bytes and no other, so that no byte of it can pass for the schema’s length', () => {
    for (const other of ['0x', `0x${'11'.repeat(31)}`, `0x${'11'.repeat(33)}`] as const) {
      expect(() => commitment(salt, { networkId: other, schema: 'record/1' }, 'x')).toThrow(RangeError)
    }
  })

  it('of equal values under two salts, networks or schemas is never the same', () => {
    const all = [
      committed('same'),
      committed('same', saltOf('another salt')),
      commitment(salt, { networkId: `0x${'22'.repeat(32)}`, schema: 'record/1' }, 'same'),
      commitment(salt, { networkId, schema: 'record/2' }, 'same'),
      commitment(salt, { networkId, schema: '' }, 'same'),
    ]
    expect(new Set(all).size).toBe(all.length)
  })

  it('tells where the schema ends and the value begins', () => {
    expect(commitment(salt, { networkId, schema: 'record' }, 11)).not.toBe(
      commitment(salt, { networkId, schema: 'record1' }, 1),
    )
  })

  it.each([[undefined], [Number.NaN], [Number.POSITIVE_INFINITY], [1n], [() => 1]])(
    'of %p is refused: it is no JSON',
    (value) => {
      expect(() => committed(value)).toThrow()
    },
  )

  it('of different values is different', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b)
        if (!same && committed(a) === committed(b)) expect(sortedText(a)).toBe(sortedText(b))
        if (same) expect(committed(a)).toBe(committed(b))
      }),
      { numRuns: 500 },
    )
  })
})

describe('whoever searches a whole domain of ten thousand record numbers', () => {
  const domain = Array.from({ length: 10_000 }, (_, number) => ({ record: number }))
  const secret = domain[4711]
  const target = committed(secret)

  it('finds nothing without the salt', () => {
    const guessed = saltOf('a guess')
    expect(domain.filter((value) => committed(value, guessed) === target)).toEqual([])
    const bare = domain.filter(
      (value) => `0x${createHash('sha256').update(JSON.stringify(value)).digest('hex')}` === target,
    )
    expect(bare).toEqual([])
  })

  it('finds exactly one with it', () => {
    expect(domain.filter((value) => committed(value) === target)).toEqual([secret])
  })
})

function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, inside) =>
    typeof inside === 'object' && inside !== null && !Array.isArray(inside)
      ? Object.fromEntries(Object.entries(inside).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inside,
  )
}
