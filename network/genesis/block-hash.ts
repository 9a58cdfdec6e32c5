import { RLP } from '@ethereumjs/rlp'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { fromHex, type Hex, toHex } from '../hex.ts'
import { extraDataForHash } from './extra-data.ts'

const EXTRA_DATA = 12

/**
 * Hash of a QBFT block: keccak-256 of its header with the round set to 0 and the seals left out.
 * keccak of the raw header is never the hash. Source: measured on Besu 26.8, vectors in test/vectors/besu.
 * @param rawHeader the header's RLP, 20 fields on Cancun, 21 from Prague on.
 */
export function qbftBlockHash(rawHeader: string): Hex {
  const fields = RLP.decode(fromHex(rawHeader))
  const extraData = Array.isArray(fields) ? fields[EXTRA_DATA] : undefined
  if (!Array.isArray(fields) || !(extraData instanceof Uint8Array)) throw new RangeError('not a block header')
  return toHex(keccak_256(RLP.encode(fields.with(EXTRA_DATA, extraDataForHash(extraData)))))
}
