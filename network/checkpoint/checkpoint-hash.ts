import { keccak_256 } from '@noble/hashes/sha3.js'
import { concatBytes } from '@noble/hashes/utils.js'
import { fromHex, type Hex, toHex } from '../hex.ts'
import { CHECKPOINT_TYPE, type Checkpoint, checkpointFields } from './checkpoint.ts'

const ascii = (text: string) => new TextEncoder().encode(text)
const typeHash = (type: string) => keccak_256(ascii(type))

const DOMAIN_TYPE = typeHash('EIP712Domain(string name,string version,bytes32 salt)')
const NAME = keccak_256(ascii('quorate checkpoint'))
const VERSION = keccak_256(ascii('1'))

/** EIP-712 hashStruct: what `previous` of the next checkpoint is. */
export function checkpointStructHash(checkpoint: Checkpoint): Hex {
  const words = checkpointFields.map((field) => word(checkpoint[field]))
  return toHex(keccak_256(concatBytes(typeHash(CHECKPOINT_TYPE), ...words)))
}

/** The 32 bytes that a checkpoint key signs: the domain is the network, no chain and no contract. */
export function checkpointDigest(checkpoint: Checkpoint): Hex {
  const domain = networkDomain(checkpoint.networkId)
  return toHex(keccak_256(concatBytes(Uint8Array.of(0x19, 0x01), domain, fromHex(checkpointStructHash(checkpoint)))))
}

/** EIP-712 domain separator of what a network's checkpoint keys sign. */
export function networkDomain(networkId: Hex): Uint8Array {
  return keccak_256(concatBytes(DOMAIN_TYPE, NAME, VERSION, fromHex(networkId)))
}

/** keccak-256 of the addresses, sorted and packed: 20 bytes each. */
export function addressSetHash(addresses: readonly string[]): Hex {
  const sorted = addresses.map((address) => address.toLowerCase()).sort()
  return toHex(keccak_256(concatBytes(...sorted.map(fromHex))))
}

/** What the checkpoints of a network in which nobody validates name: keccak-256 of nothing. */
export const NO_VALIDATORS = addressSetHash([])

function word(value: Hex | number): Uint8Array {
  if (typeof value === 'string') return fromHex(value)
  const bytes = new Uint8Array(32)
  new DataView(bytes.buffer).setBigUint64(24, BigInt(value))
  return bytes
}
