import { createPublicKey, verify } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import type { Hex } from '../../../network/hex.ts'
import { jwtKeyOf } from '../../../provisioner/besu-rpc/jwt.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'

const secret: Hex = `0x${'4c'.repeat(32)}`
const networkId: Hex = `0x${'5a'.repeat(32)}`
const key = jwtKeyOf(new KeystoreSigner(new PrivateKey(secret)), networkId)

const parts = (token: string) => token.split('.')
const read = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString())

describe('the key that a member’s nodes know its agent by', () => {
  it('follows from the agent’s key and the network, and from nothing else', () => {
    const again = jwtKeyOf(new KeystoreSigner(new PrivateKey(secret)), networkId)
    expect(again.publicKeyPem).toBe(key.publicKeyPem)
    const otherNetwork = jwtKeyOf(new KeystoreSigner(new PrivateKey(secret)), `0x${'5b'.repeat(32)}`)
    const otherKey = jwtKeyOf(new KeystoreSigner(new PrivateKey(`0x${'4d'.repeat(32)}`)), networkId)
    expect(new Set([key, otherNetwork, otherKey].map(({ publicKeyPem }) => publicKeyPem)).size).toBe(3)
  })

  it('is on P-256, as ES256 asks', () => {
    expect(createPublicKey(key.publicKeyPem).asymmetricKeyDetails?.namedCurve).toBe('prime256v1')
  })

  it('signs tokens that say what they open and when they end', () => {
    const [head, body, signature = ''] = parts(key.token(['perm:*', 'admin:*'], { now: 1_800_000_000, seconds: 30 }))
    expect(read(head)).toEqual({ alg: 'ES256', typ: 'JWT' })
    expect(read(body)).toEqual({ iat: 1_799_999_940, exp: 1_800_000_030, permissions: ['perm:*', 'admin:*'] })
    const given = { key: createPublicKey(key.publicKeyPem), dsaEncoding: 'ieee-p1363' as const }
    const good = (text: string) => verify('sha256', Buffer.from(text), given, Buffer.from(signature, 'base64url'))
    expect([good(`${head}.${body}`), good(`${head}.${body}x`)]).toEqual([true, false])
  })

  it('gives no token for longer than a minute, nor for no time', () => {
    const asked = (seconds: number) => () => key.token(['perm:*'], { now: 1, seconds })
    for (const seconds of [61, 3600, 0, -1, Number.NaN]) expect(asked(seconds)).toThrow(RangeError)
    expect(asked(60)).not.toThrow()
  })

  it('prints no secret: neither the agent’s nor its own', () => {
    const seed = Buffer.from(
      new KeystoreSigner(new PrivateKey(secret)).derive('quorate/jwt/1', { salt: networkId, length: 48 }),
    )
    const shown = `${inspect(key, { depth: 9, showHidden: true })}${JSON.stringify(key)}${key.publicKeyPem}`
    for (const text of [secret.slice(2), seed.toString('hex'), seed.toString('base64url')])
      expect(shown).not.toContain(text)
  })
})
