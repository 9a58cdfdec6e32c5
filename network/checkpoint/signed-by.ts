import { fromHex, type Hex } from '../hex.ts'
import { unpack } from './base64.ts'
import type { SignerSet } from './evidence.ts'
import { fromCompact, type Recover } from './recover.ts'

/** A digest and the EIP-2098 signatures over it, as evidence writes them. */
export interface SignedDigest {
  readonly digest: Hex
  readonly signatures: string
}

/**
 * Exactly M signatures, by distinct members of the set, in ascending order: one spelling only. M is more than half, so
 * that any two quorums of a set share a signer.
 */
export function isSignedBy(
  { set, threshold }: SignerSet,
  { digest, signatures }: SignedDigest,
  recover: Recover,
): boolean {
  if (!isRising(set) || threshold <= set.length / 2 || threshold > set.length) return false
  const list = unpack(signatures, 64)
  if (list.length !== threshold) return false
  const message = fromHex(digest)
  let last = ''
  for (const compact of list) {
    const signature = fromCompact(compact)
    const signer = signature && recover(message, signature)
    if (signer === undefined || signer <= last || !set.includes(signer)) return false
    last = signer
  }
  return true
}

/** Sorted, without duplicates. */
export function isRising(addresses: readonly string[]): boolean {
  return addresses.every((address, i) => i === 0 || address > (addresses[i - 1] ?? ''))
}
