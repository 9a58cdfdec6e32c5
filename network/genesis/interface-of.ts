import { Interface } from 'ethers'
import type { PredeployName } from './addresses.ts'
import { contracts } from './contracts.ts'

const made = new Map<PredeployName, Interface>()

/** Encodes and decodes the calls of a contract. Made once each: reading an ABI takes ethers longer than using it. */
export function interfaceOf(name: PredeployName): Interface {
  const known = made.get(name)
  if (known !== undefined) return known
  const fresh = new Interface(contracts[name].abi)
  made.set(name, fresh)
  return fresh
}
