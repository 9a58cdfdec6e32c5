import { keccak_256 } from '@noble/hashes/sha3.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { fromHex, type Hex, toHex } from '../hex.ts'
import { addressSetHash, networkDomain } from './checkpoint-hash.ts'
import type { SignerSet } from './evidence.ts'

/** A change of the signer set, signed by M of the set before it. */
export interface Handover {
  /** The epoch that begins with it. */
  readonly epoch: number
  readonly signers: SignerSet
  /** Sequence of the last checkpoint before it: binds it to one place in the history. */
  readonly headSequence: number
}

const TYPE = keccak_256(
  new TextEncoder().encode('Handover(uint64 epoch,uint64 sequence,bytes32 setHash,uint16 n,uint16 m)'),
)

/** The 32 bytes that the old set signs: the domain is the network's, as a checkpoint's. */
export function handoverDigest(networkId: Hex, { epoch, headSequence, signers }: Handover): Hex {
  const { set, threshold } = signers
  const words = [epoch, headSequence].map(word)
  const struct = keccak_256(
    concatBytes(TYPE, ...words, fromHex(addressSetHash(set)), word(set.length), word(threshold)),
  )
  return toHex(keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), networkDomain(networkId), struct)))
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(32)
  new DataView(bytes.buffer).setBigUint64(24, BigInt(value))
  return bytes
}
