import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from '../canonical.ts'
import { fromHex, type Hex, toHex } from '../hex.ts'

const LABEL = new TextEncoder().encode('quorate/commit/1')
/** HMAC's block size. A shorter key is padded with zeros, so that two keys could give one commitment; 64 bytes exactly rule that out. */
export const SALT_BYTES = 64

/**
 * HMAC-SHA-256(key = salt, "quorate/commit/1" ‖ networkId ‖ u32be length of schema ‖ schema ‖ JCS(value)).
 * Says nothing of the value to who lacks the salt; it is not anonymous data, and the product never says so.
 * @param salt exactly 64 random bytes, used for this one value.
 * @throws RangeError for a salt of any other length, or a network id that is not 32 bytes.
 */
export function commitment(
  salt: Uint8Array,
  { networkId, schema }: { networkId: Hex; schema: string },
  value: unknown,
): Hex {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt is ${SALT_BYTES} bytes, not ${salt.length}`)
  const network = fromHex(networkId)
  if (network.length !== 32) throw new RangeError(`a network id is 32 bytes, not ${network.length}`)
  const name = new TextEncoder().encode(schema)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, name.length)
  const text = new TextEncoder().encode(canonicalJson(value))
  return toHex(hmac(sha256, salt, concatBytes(LABEL, network, length, name, text)))
}
