import { type JsonRpcProvider, keccak256 } from 'ethers'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { IMPLEMENTATION_SLOT } from '../../network/governance/upgrade.ts'
import type { Hex } from '../../network/hex.ts'

export interface CodeOnChain {
  readonly address: Hex
  readonly codeHash: Hex
}

/** The code that runs behind a contract's address now. */
export async function runningCode(provider: JsonRpcProvider, contract: PredeployName): Promise<CodeOnChain> {
  const word = await provider.getStorage(predeploys[contract], IMPLEMENTATION_SLOT)
  const address = `0x${word.slice(-40)}` as Hex
  return { address, codeHash: await codeHashOf(provider, address) }
}

/** keccak-256 of the code at an address; that of nothing where none is. */
export async function codeHashOf(provider: JsonRpcProvider, address: Hex): Promise<Hex> {
  return keccak256(await provider.getCode(address)) as Hex
}
