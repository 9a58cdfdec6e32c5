import { describe, expect, it } from '@jest/globals'
import { fromBase64, toBase64, unpack } from '../../../network/checkpoint/base64.ts'
import { seeded } from '../../fixtures/evidence-keys.ts'

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => seeded(`${length}/${i >> 5}`)[i & 31] ?? 0)

describe('base64url', () => {
  it('has the vectors of RFC 4648, without padding', () => {
    const vectors = { '': '', f: 'Zg', fo: 'Zm8', foo: 'Zm9v', foob: 'Zm9vYg', fooba: 'Zm9vYmE', foobar: 'Zm9vYmFy' }
    for (const [text, encoded] of Object.entries(vectors)) {
      expect(toBase64(Buffer.from(text))).toBe(encoded)
      expect(Buffer.from(fromBase64(encoded) ?? []).toString()).toBe(text)
    }
  })

  it('is what Node writes, at every length to 300, and is read back', () => {
    for (let length = 0; length <= 300; length += 1) {
      const text = toBase64(bytes(length))
      expect(text).toBe(Buffer.from(bytes(length)).toString('base64url'))
      expect(fromBase64(text)).toEqual(bytes(length))
    }
  })

  it('has one text for each byte string: of all texts of 2 and 3 letters, those that Node writes', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ \nÄ\u0141']
    const isWritten = (text: string) => Buffer.from(text, 'base64url').toString('base64url') === text
    const pairs = letters.flatMap((a) => letters.map((b) => a + b))
    expect(pairs.filter((text) => (fromBase64(text) !== undefined) !== isWritten(text))).toEqual([])
    expect(pairs.filter((text) => fromBase64(text) !== undefined)).toHaveLength(256)
    const threes = ['Zm8', 'Zm9', '__8', '__9', 'AAA', 'AAB'].filter((text) => fromBase64(text) !== undefined)
    expect(threes).toEqual(['Zm8', '__8', 'AAA'])
    expect(['A', 'AAAAA'].map(fromBase64)).toEqual([undefined, undefined])
  })

  it('is unpacked into parts of one length, and nothing where it is none', () => {
    expect(unpack(toBase64(bytes(96)), 32)).toEqual([0, 32, 64].map((from) => bytes(96).subarray(from, from + 32)))
    expect(unpack('', 32)).toEqual([])
    expect(unpack('=', 32)).toEqual([])
  })
})
