import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { p256 } from '@noble/curves/nist.js'
import type { Hex } from '../../network/hex.ts'
import type { Signer } from '../signers/signer.ts'

/** Names the derivation: another number would be another key. */
const PURPOSE = 'quorate/jwt/1'
/** Seconds: whoever reads one token off the wire has it for no longer. */
const LONGEST = 60
/** Seconds. */
const EARLIER = 60
/** More than the 32 of a scalar, so that reducing to the curve's order leaves no bias (FIPS 186-5, A.2.1). */
const LENGTH = 48

/** Makes a fresh token of a member's agent for some of Besu's interfaces. */
export type Tokens = (permissions: readonly string[]) => string

/** The P-256 key by which a member's nodes know its agent. Its private half is in nobody's reach and on no disk. */
export interface JwtKey {
  /** SubjectPublicKeyInfo: what `rpc-http-authentication-jwt-public-key-file` names. */
  readonly publicKeyPem: string
  /**
   * A token for some of Besu's interfaces, in its spelling: `admin:*`, `eth:sendRawTransaction`.
   * @param now Unix seconds.
   * @throws RangeError for a life of more than a minute.
   */
  token(permissions: readonly string[], life: { readonly now: number; readonly seconds: number }): string
}

/**
 * Follows from the agent's key and the network: nothing more to keep, to back up or to lose, and the same after a
 * restore. ES256 (RFC 7518, 3.4).
 */
export function jwtKeyOf(agent: Pick<Signer, 'derive'>, networkId: Hex): JwtKey {
  const seed = agent.derive(PURPOSE, { salt: networkId, length: LENGTH })
  const scalar = p256.utils.randomSecretKey(seed)
  const point = p256.getPublicKey(scalar, false)
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  const jwk = { kty: 'EC', crv: 'P-256', d: base64(scalar), x: base64(point.slice(1, 33)), y: base64(point.slice(33)) }
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  seed.fill(0)
  scalar.fill(0)
  return {
    publicKeyPem: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    token(permissions, { now, seconds }) {
      if (!(seconds > 0 && seconds <= LONGEST))
        throw new RangeError(`a token lives at most ${LONGEST} s, not ${seconds}`)
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      // Besu takes no token from the future, and a node's clock may be behind the agent's.
      const body = { iat: now - EARLIER, exp: now + seconds, permissions }
      const signed = `${part({ alg: 'ES256', typ: 'JWT' })}.${part(body)}`
      const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' })
      return `${signed}.${signature.toString('base64url')}`
    },
  }
}
