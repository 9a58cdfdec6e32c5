import { id, type JsonRpcProvider, keccak256 } from 'ethers'
import { implementationAddress, type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import type { Action } from '../../network/governance/action.ts'
import type { Standing } from '../../network/governance/check-upgrade.ts'
import { IMPLEMENTATION_SLOT, upgradesIn } from '../../network/governance/upgrade.ts'
import type { Hex } from '../../network/hex.ts'
import { readLogs } from '../chain/read-logs.ts'

/** The event of ERC-1967. */
const UPGRADED = id('Upgraded(address)')

/** The code that runs behind a contract's address now. */
export async function runningCode(provider: JsonRpcProvider, contract: PredeployName): Promise<Standing> {
  return standingAt(provider, addressIn(await provider.getStorage(predeploys[contract], IMPLEMENTATION_SLOT)))
}

/** What an upgrade took the place of, where its code runs now; what it would take the place of, where it does not. */
export async function baseOnChain(
  provider: JsonRpcProvider,
  { contract, implementation }: { readonly contract: PredeployName; readonly implementation: Hex },
): Promise<Standing> {
  const runs = await runningCode(provider, contract)
  if (runs.implementation !== implementation) return runs
  const installed = await installedFrom(provider, contract, 0)
  const before = [implementationAddress(contract), ...installed].slice(0, -1)
  return standingAt(provider, before.findLast((address) => address !== implementation) ?? runs.implementation)
}

/** Contracts of these calls whose code was changed in a block from this one on. */
export async function changedSince(
  provider: JsonRpcProvider,
  actions: readonly Action[],
  block: number,
): Promise<PredeployName[]> {
  const contracts = [...new Set(upgradesIn(actions).map(({ contract }) => contract))]
  const changed = await Promise.all(contracts.map((one) => installedFrom(provider, one, block)))
  return contracts.filter((_, i) => (changed[i] ?? []).length > 0)
}

/** keccak-256 of the code at an address; that of nothing where none is. */
export async function codeHashOf(provider: JsonRpcProvider, address: Hex): Promise<Hex> {
  return keccak256(await provider.getCode(address)) as Hex
}

/** Every code put behind a contract's address, oldest first; block 0 has no events. */
async function installedFrom(provider: JsonRpcProvider, contract: PredeployName, fromBlock: number): Promise<Hex[]> {
  const range = { from: fromBlock, to: await provider.getBlockNumber() }
  const logs = await readLogs(provider, { address: predeploys[contract], topics: [UPGRADED] }, range)
  return logs.map(({ topics }) => addressIn(topics[1] ?? ''))
}

async function standingAt(provider: JsonRpcProvider, implementation: Hex): Promise<Standing> {
  return { implementation, codeHash: await codeHashOf(provider, implementation) }
}

function addressIn(word: string): Hex {
  return `0x${word.slice(-40)}`.toLowerCase() as Hex
}
