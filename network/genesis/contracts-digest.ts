import { sha256 } from '@noble/hashes/sha2.js'
import { ERC1967Proxy } from '../../contracts/generated/ERC1967Proxy.ts'
import { fromHex, type Hex, toHex } from '../hex.ts'
import { contracts } from './contracts.ts'

/** SHA-256 of the creation code of every contract in genesis, in the order of their names. Two kits with one digest derive one genesis. */
export function contractsDigest(): Hex {
  const hash = sha256.create()
  const codes = Object.entries({ ...contracts, ERC1967Proxy }).sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [, { bytecode }] of codes) hash.update(sha256(fromHex(bytecode)))
  return toHex(hash.digest())
}
