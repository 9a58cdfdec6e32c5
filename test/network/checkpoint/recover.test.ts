import { describe, expect, it } from '@jest/globals'
import { fromCompact, recoverAddress } from '../../../network/checkpoint/recover.ts'
import { fromHex, toHex } from '../../../network/hex.ts'
import { compact, highS, seal, seeded, seededKey } from '../../fixtures/evidence-keys.ts'

const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const digest = seeded('a digest')
const key = seededKey('a signer')
const signature = seal(toHex(digest), key)

const with32 = (value: bigint) => fromHex(`0x${value.toString(16).padStart(64, '0')}`)
const of = (r: Uint8Array, s: bigint, v = 0) => recoverAddress(digest, Uint8Array.of(...r, ...with32(s), v))

describe('recovery', () => {
  it('gives the address of whose key signed, in both forms of a signature', () => {
    expect(recoverAddress(digest, signature)).toBe(key.address)
    expect(recoverAddress(digest, fromCompact(compact(toHex(digest), key)) ?? signature)).toBe(key.address)
    expect(recoverAddress(seeded('another digest'), signature)).not.toBe(key.address)
  })

  it('takes s up to half the order, and no more: each signature has one form', () => {
    const r = signature.subarray(0, 32)
    expect(of(r, N / 2n)).toMatch(/^0x[0-9a-f]{40}$/)
    expect(of(r, N / 2n + 1n)).toBeUndefined()
    expect(recoverAddress(digest, highS(signature))).toBeUndefined()
    // EIP-2098 has no room for most of the upper half, but for this part of it.
    const compacted = fromCompact(Uint8Array.of(...r, ...with32(N / 2n + 1n)))
    expect(compacted && recoverAddress(digest, compacted)).toBeUndefined()
  })

  it('refuses r and s of 0 or beyond the order, and an x that no point has', () => {
    const r = signature.subarray(0, 32)
    expect([of(with32(0n), 1n), of(with32(N), 1n), of(with32(N + 1n), 1n), of(r, 0n), of(r, N)]).toEqual(
      Array(5).fill(undefined),
    )
    // x³ + 7 is no square for x = 5.
    expect(of(with32(5n), 1n)).toBeUndefined()
  })

  it('takes v of 0, 1, 27 and 28 alone, and only 65 bytes', () => {
    const taken = Array.from({ length: 256 }, (_, v) => v).filter(
      (v) => recoverAddress(digest, signature.with(64, v)) !== undefined,
    )
    expect(taken).toEqual([0, 1, 27, 28])
    expect(recoverAddress(digest, signature.subarray(0, 64))).toBeUndefined()
    expect(recoverAddress(digest, Uint8Array.of(...signature, 0))).toBeUndefined()
    expect(fromCompact(signature)).toBeUndefined()
  })
})
