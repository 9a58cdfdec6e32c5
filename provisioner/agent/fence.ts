import type { Signers } from '../home/unlock.ts'
import type { JwtKey } from '../besu-rpc/jwt.ts'
import type { Signer } from '../signers/signer.ts'
import type { Hold } from './hold.ts'
import { guard, type Lease } from './lease.ts'

type Left = Pick<Lease, 'left'>

/**
 * A key for tokens that makes none once the lease is gone, and none that outlives it: what a stopped agent had on its way
 * when it was stopped is then refused by the node itself.
 */
export function fencedKey(key: JwtKey, lease: Left): JwtKey {
  return {
    ...key,
    token(permissions, { now, seconds }) {
      guard(lease)
      return key.token(permissions, { now, seconds: Math.max(1, Math.min(seconds, Math.floor(lease.left()))) })
    },
  }
}

/** Keys that sign nothing once the lease is gone. */
export function fencedSigners(
  signers: Pick<Signers, 'of'>,
  lease: Left,
): { of(role: Parameters<Signers['of']>[0]): Signer } {
  return { of: (role) => fenced(signers.of(role), lease) }
}

/** A home that is not opened once the lease is gone. */
export function fencedHold(hold: Hold, lease: Left): Hold {
  return {
    async with(work) {
      guard(lease)
      return hold.with(work)
    },
    async noting(work) {
      guard(lease)
      return hold.noting(work)
    },
  }
}

function fenced(signer: Signer, lease: Left): Signer {
  return {
    address: signer.address,
    async signTypedData(...given) {
      guard(lease)
      return signer.signTypedData(...given)
    },
    async signDigest(digest) {
      guard(lease)
      return signer.signDigest(digest)
    },
    async signTransaction(transaction) {
      guard(lease)
      return signer.signTransaction(transaction)
    },
    derive: (...given) => signer.derive(...given),
  }
}
