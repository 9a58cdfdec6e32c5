import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { createEVM, type EVM } from '@ethereumjs/evm'
import { createAddressFromString, setLengthLeft } from '@ethereumjs/util'
import { id, type JsonRpcProvider, toBeHex } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import { BLOCK_GAS, evmBlock } from '../../network/genesis/evm-block.ts'
import type { Action } from '../../network/governance/action.ts'
import { type Change, changesBetween } from '../../network/governance/changes.ts'
import { fromHex, type Hex, toHex } from '../../network/hex.ts'
import { expectCalls } from './governance-calls.ts'
import { PresentState } from './present-state.ts'
import { readGoverned } from './read-governed.ts'
import { reasonIn } from './revert.ts'

export interface Simulation {
  /** Unix seconds: the moment it was run as of. */
  readonly at: number
  /** The call that the contracts refuse, from 1, and why: then none of them takes effect. */
  readonly refused: { readonly call: number; readonly reason: string } | null
  readonly changes: readonly Change[]
}

/** Where the governor keeps, while it executes a proposal, when that was proposed: new code asks for it. */
const EXECUTING = id('quorate.governor.executing')

/**
 * What executing a proposal would change, by running it: its calls, from the timelock, in an EVM in memory over the present
 * state, which is then read as status reads it. Until it is really executed, other decisions may come between.
 * @param given `proposedAt` and `at`, the moment to run it as of, in Unix seconds
 */
export async function simulate(
  provider: JsonRpcProvider,
  actions: readonly Action[],
  given: { readonly chainId: number; readonly at: number; readonly proposedAt: number },
): Promise<Simulation> {
  const number = await provider.getBlockNumber()
  const state = new PresentState(provider, number)
  const common = createCustomCommon({ chainId: given.chainId }, Mainnet, { hardfork: Hardfork.Cancun })
  const evm = await createEVM({ common, stateManager: state })
  const run = runnerOf(evm, { number: number + 1, timestamp: given.at })
  const view = viewOf(provider, run, state)
  const before = await readGoverned(view)
  await expectCalls(state, actions)
  state.originalStorageCache.clear()
  const proposedAt = fromHex(toBeHex(given.proposedAt, 32))
  for (const [i, { target, calldata }] of actions.entries()) {
    evm.transientStorage.put(createAddressFromString(predeploys.ConsortiumGovernor), fromHex(EXECUTING), proposedAt)
    const { reverted, bytes } = await run(predeploys.ConsortiumTimelock, target, calldata)
    if (reverted) return { at: given.at, refused: { call: i + 1, reason: reasonIn(bytes) ?? 'reverted' }, changes: [] }
    evm.transientStorage.clear()
    state.originalStorageCache.clear()
  }
  return { at: given.at, refused: null, changes: changesBetween(before, await readGoverned(view)) }
}

type Run = (from: string, to: string, data: string) => Promise<{ readonly reverted: boolean; readonly bytes: Hex }>

function runnerOf(evm: EVM, { number, timestamp }: { readonly number: number; readonly timestamp: number }): Run {
  const block = evmBlock(number, timestamp)
  return async (from, to, data) => {
    const caller = createAddressFromString(from)
    const { execResult } = await evm.runCall({
      caller,
      origin: caller,
      to: createAddressFromString(to.toLowerCase()),
      data: fromHex(data as Hex),
      block,
      gasLimit: BLOCK_GAS,
      skipNonceIncrement: true,
    })
    return { reverted: execResult.exceptionError !== undefined, bytes: toHex(execResult.returnValue) }
  }
}

/** The same chain, whose contracts and slots are as the run has left them. Nothing else may be asked of it. */
function viewOf(provider: JsonRpcProvider, run: Run, state: PresentState): JsonRpcProvider {
  const nobody = `0x${'0'.repeat(40)}`
  const call: JsonRpcProvider['call'] = async ({ to, data }) => {
    const { bytes } = await run(nobody, String(to), data ?? '0x')
    return bytes
  }
  const getStorage: JsonRpcProvider['getStorage'] = async (address, slot) => {
    const value = await state.getStorage(createAddressFromString(String(address)), fromHex(String(slot) as Hex))
    return toHex(setLengthLeft(value, 32))
  }
  return Object.create(provider, { call: { value: call }, getStorage: { value: getStorage } })
}
