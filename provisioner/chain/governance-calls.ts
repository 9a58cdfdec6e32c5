import { createAddressFromString, setLengthLeft } from '@ethereumjs/util'
import { AbiCoder, keccak256 } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import type { JournaledState } from '../../network/genesis/journaled-state.ts'
import type { Action } from '../../network/governance/action.ts'
import { namespacePlace } from '../../network/governance/namespaces.ts'
import { fromHex, type Hex } from '../../network/hex.ts'

/** `_governanceCall` in OpenZeppelin's GovernorStorage: a deque, whose ends share a slot and whose entries are in the next. */
const DEQUE = BigInt(namespacePlace('openzeppelin.storage.Governor')) + 2n

/**
 * What `execute` writes before a proposal's calls: those to the governor itself, which from the timelock takes no others. Each takes
 * its own from the front of the deque.
 */
export async function expectCalls(state: JournaledState, actions: readonly Action[]): Promise<void> {
  const governor = createAddressFromString(predeploys.ConsortiumGovernor)
  const calls = actions.filter(({ target }) => target.toLowerCase() === predeploys.ConsortiumGovernor)
  const put = (slot: string, value: string) =>
    state.putStorage(governor, setLengthLeft(fromHex(slot as Hex), 32), fromHex(value as Hex))
  for (const [i, { calldata }] of calls.entries()) await put(entry(i), keccak256(calldata))
  await put(word(DEQUE), word(BigInt(calls.length) << 128n))
}

function entry(index: number): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(['uint128', 'uint256'], [index, DEQUE + 1n]))
}

function word(value: bigint): string {
  return AbiCoder.defaultAbiCoder().encode(['uint256'], [value])
}
