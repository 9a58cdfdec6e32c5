import { Interface } from 'ethers'
import type { PredeployName } from '../../network/genesis/addresses.ts'
import { contracts } from '../../network/genesis/contracts.ts'

const known = new Map<PredeployName, Interface>()

/** A contract's ABI, parsed once a process: that takes longer than most calls made with it. */
export function interfaceOf(contract: PredeployName): Interface {
  const abi = known.get(contract) ?? new Interface(contracts[contract].abi)
  known.set(contract, abi)
  return abi
}
