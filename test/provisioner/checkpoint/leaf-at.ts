import { sha256 } from '../../../provisioner/checkpoint/sha256.ts'

/** The hash of a leaf that every process gives the same at the same index. */
export function leafAt(index: number): Uint8Array {
  return sha256(new TextEncoder().encode(`leaf ${index}`))
}
