import { RLP } from '@ethereumjs/rlp'
import { fromHex, type Hex, toHex } from '../hex.ts'

const VANITY = new Uint8Array(32)

/**
 * QBFT extra data of block 0: RLP of [vanity (32 zero bytes), validators, no vote, round 0, no seals].
 * The list is sorted by address, as Besu itself keeps it, so that the order of the description has no say.
 * @param validators addresses of 20 bytes.
 */
export function genesisExtraData(validators: readonly string[]): Hex {
  const sorted = [...validators].map((address) => address.toLowerCase()).sort()
  return toHex(RLP.encode([VANITY, sorted.map(fromHex), [], 0, []]))
}

/**
 * Extra data as it enters the block hash: round 0 and no seals, whatever the block carries.
 * Nodes hold different, all valid, seals for one block; its hash must not depend on them.
 */
export function extraDataForHash(extraData: Uint8Array): Uint8Array {
  const fields = RLP.decode(extraData)
  if (!Array.isArray(fields) || fields.length !== 5) throw new RangeError('QBFT extra data is an RLP list of five')
  return RLP.encode([...fields.slice(0, 3), 0, []])
}
