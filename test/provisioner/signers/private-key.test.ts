import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { computeAddress, SigningKey } from 'ethers'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'

describe('a private key', () => {
  it('has the address and public key that ethers gives it', () => {
    for (let round = 0; round < 10; round += 1) {
      const key = PrivateKey.generate(randomBytes)
      expect(key.address).toBe(computeAddress(key.reveal()).toLowerCase())
      expect(key.publicKey).toBe(`0x${new SigningKey(key.reveal()).publicKey.slice(4)}`)
    }
  })

  it('does not print its secret', () => {
    const key = PrivateKey.generate(randomBytes)
    const secret = key.reveal().slice(2)
    const shown = [JSON.stringify(key), `${key}`, inspect(key, { showHidden: true, depth: 9, getters: true })]
    for (const text of shown) expect(text).not.toContain(secret)
    expect({ ...key }).toEqual({ address: key.address, publicKey: key.publicKey })
  })

  it.each([
    `0x${'00'.repeat(32)}`,
    '0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141',
    `0x${'ab'.repeat(31)}`,
    `0x${'ab'.repeat(33)}`,
    'ab'.repeat(33),
  ])('refuses what is none, without repeating it: %s', (secret) => {
    const make = () => new PrivateKey(secret as `0x${string}`)
    expect(make).toThrow(RangeError)
    expect(make).not.toThrow(secret.slice(2))
  })
})
