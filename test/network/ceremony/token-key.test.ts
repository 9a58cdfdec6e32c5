import { generateKeyPairSync } from 'node:crypto'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak256, toUtf8Bytes } from 'ethers'
import fc from 'fast-check'
import { describe, expect, it } from '@jest/globals'
import { nodeAddress } from '../../../network/ceremony/card.ts'
import { tokenProof, tokenPublicKey } from '../../../network/ceremony/token-key.ts'
import { fromHex, type Hex, toHex } from '../../../network/hex.ts'
import { signerOf } from '../../../network/typed-data.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const { publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
const spki = key.export({ type: 'spki', format: 'der' })
const point = spki.subarray(-64)
const expected = toHex(point)

describe('a token’s public key', () => {
  it('is read however tools give it', () => {
    const pem = key.export({ type: 'spki', format: 'pem' })
    const compressed = secp256k1.Point.fromHex(`04${expected.slice(2)}`).toBytes(true)
    for (const given of [
      spki,
      bytes(String(pem)),
      Buffer.concat([fromHex('0x044104'), point]),
      Buffer.concat([fromHex('0x04'), point]),
      point,
      compressed,
      bytes(expected),
      bytes(`${expected.slice(2).toUpperCase()}\n`),
      bytes(`0x04${expected.slice(2)}`),
    ])
      expect(tokenPublicKey(given)).toBe(expected)
  })

  it('is none where it lies on another curve, off this one, or is something else', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey
    const off = Buffer.from(point)
    off.writeUInt8((off.at(-1) ?? 0) ^ 1, 63)
    for (const given of [
      other.export({ type: 'spki', format: 'der' }),
      bytes(String(other.export({ type: 'spki', format: 'pem' }))),
      off,
      point.subarray(1),
      spki.subarray(0, -1),
      bytes('the key'),
      new Uint8Array(),
    ])
      expect(tokenPublicKey(given)).toBeUndefined()
  })
})

describe('a token’s signature', () => {
  it('is a proof by its own key, whichever half s lies in, and by no other', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.boolean(),
        fc.constantFrom('rs', 'der', 'hex'),
        (seed, high, form) => {
          const secret = fromHex(keccak256(seed))
          const digest = keccak256(toUtf8Bytes('card')) as Hex
          const made = secp256k1.Signature.fromBytes(secp256k1.sign(fromHex(digest), secret, { prehash: false }))
          const { r, s } = made
          const signature = new secp256k1.Signature(r, high ? secp256k1.Point.Fn.ORDER - s : s)
          const given =
            form === 'der'
              ? signature.toBytes('der')
              : form === 'rs'
                ? signature.toBytes('compact')
                : bytes(signature.toHex('compact'))
          const publicKey = toHex(secp256k1.getPublicKey(secret, false).subarray(1))
          const proof = tokenProof(given, { digest, publicKey })
          expect(signerOf(digest, proof ?? '')?.toLowerCase()).toBe(nodeAddress(publicKey))
          expect(tokenProof(given, { digest, publicKey: expected })).toBeUndefined()
          expect(tokenProof(given, { digest: keccak256('0x') as Hex, publicKey })).toBeUndefined()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('is none where it is no signature', () => {
    for (const given of ['', 'signature', '0x00', `0x${'00'.repeat(64)}`, `0x${'ff'.repeat(64)}`])
      expect(tokenProof(bytes(given), { digest: `0x${'11'.repeat(32)}`, publicKey: expected })).toBeUndefined()
  })
})
