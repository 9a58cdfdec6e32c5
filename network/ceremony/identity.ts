import { sha256 } from '@noble/hashes/sha2.js'
import { canonicalJson } from '../canonical.ts'
import { canonicalConsortium } from '../consortium/canonical-consortium.ts'
import type { Consortium } from '../consortium/consortium.ts'
import { fromHex, type Hex, toHex } from '../hex.ts'

const ascii = (text: string) => new TextEncoder().encode(text)

function digest(label: string, ...parts: readonly Uint8Array[]): Hex {
  const hash = sha256.create().update(ascii(label))
  for (const part of parts) hash.update(part)
  return toHex(hash.digest())
}

function specBytes(consortium: Consortium): Uint8Array {
  return ascii(canonicalJson(canonicalConsortium(consortium)))
}

/** SHA-256("quorate/spec/1" ‖ canonical description): what a founder's card is bound to. */
export function specDigest(consortium: Consortium): Hex {
  return digest('quorate/spec/1', specBytes(consortium))
}

/**
 * SHA-256("quorate/founding/1" ‖ canonical description ‖ sorted card hashes): known before genesis, stands in it, and
 * salts every EIP-712 domain of the consortium chain.
 */
export function foundingId(consortium: Consortium, cardHashes: readonly Hex[]): Hex {
  return digest('quorate/founding/1', specBytes(consortium), ...[...cardHashes].sort().map(fromHex))
}

/**
 * SHA-256("quorate/agreed/1" ‖ canonical founding): what an approval signs. The network id says nothing of the part of
 * genesis that enters no block (periods, forks) nor of the contracts' digest; this covers every field.
 */
export function agreementDigest(founding: object): Hex {
  return digest('quorate/agreed/1', ascii(canonicalJson(founding)))
}

/** SHA-256("quorate/network/1" ‖ u64be chain id ‖ genesis hash): the one number that names a network. */
export function networkId(chainId: number, genesisHash: Hex): Hex {
  const id = new Uint8Array(8)
  new DataView(id.buffer).setBigUint64(0, BigInt(chainId))
  return digest('quorate/network/1', id, fromHex(genesisHash))
}
