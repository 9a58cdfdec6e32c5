import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { createEVM, type EVM, type EVMResult } from '@ethereumjs/evm'
import { Account, createAddressFromString, setLengthLeft } from '@ethereumjs/util'
import { fromHex, type Hex, toHex } from '../hex.ts'
import { QuorateError } from '../quorate-error.ts'
import { BLOCK_GAS, evmBlock } from './evm-block.ts'
import { JournaledState } from './journaled-state.ts'

/** A contract as it stands in block 0: runtime code and the slots it wrote, 32 bytes each, none of them zero. */
export interface Predeployed {
  readonly address: Hex
  readonly code: Hex
  readonly storage: ReadonlyMap<Hex, Hex>
}

/** One thing done before block 0: a constructor run at a chosen address, or a call. */
export type GenesisStep =
  | { readonly kind: 'construct'; readonly at: Hex; readonly creationCode: Hex }
  | { readonly kind: 'call'; readonly from: Hex; readonly to: Hex; readonly input: Hex; readonly says: string }

/**
 * Runs the steps in an in-memory EVM at block 0 and returns every contract as they left it.
 * Pure: the same steps give the same state. `chainId` and `timestamp` (seconds) are what the contracts see.
 * @throws QuorateError GENESIS_REVERTED with the step and the revert's bytes.
 */
export async function predeploy(
  steps: readonly GenesisStep[],
  chain: { chainId: number; timestamp: number },
): Promise<Predeployed[]> {
  const state = new JournaledState()
  const common = createCustomCommon({ chainId: chain.chainId }, Mainnet, { hardfork: Hardfork.Cancun })
  const evm = await createEVM({ common, stateManager: state, allowUnlimitedContractSize: false })
  const block = evmBlock(0, chain.timestamp)
  for (const step of steps) {
    await (step.kind === 'construct' ? construct(evm, state, step, block) : call(evm, step, block))
    evm.transientStorage.clear()
    state.originalStorageCache.clear()
  }
  return predeployed(state)
}

type Block = NonNullable<Parameters<EVM['runCode']>[0]['block']>
type Construct = Extract<GenesisStep, { kind: 'construct' }>

async function construct(evm: EVM, state: JournaledState, step: Construct, block: Block): Promise<void> {
  const to = createAddressFromString(step.at)
  await state.putAccount(to, new Account(1n))
  const result = await evm.runCode({ code: fromHex(step.creationCode), to, block, gasLimit: BLOCK_GAS })
  refuseRevert(result, `constructor at ${step.at}`)
  await state.putCode(to, result.returnValue)
}

async function call(evm: EVM, step: Extract<GenesisStep, { kind: 'call' }>, block: Block): Promise<void> {
  const caller = createAddressFromString(step.from)
  const to = createAddressFromString(step.to)
  const data = fromHex(step.input)
  const result = await evm.runCall({
    caller,
    origin: caller,
    to,
    data,
    block,
    gasLimit: BLOCK_GAS,
    skipNonceIncrement: true,
  })
  refuseRevert(result.execResult, step.says)
}

function refuseRevert(result: EVMResult['execResult'], step: string): void {
  if (result.exceptionError === undefined) return
  throw new QuorateError('GENESIS_REVERTED', `Building genesis stopped at: ${step}.`, {
    facts: { step, reason: result.exceptionError.error, revert: toHex(result.returnValue) },
    remedy: 'Check the cards and the description with `quorate check`; a valid set of both never reverts.',
  })
}

function predeployed(state: JournaledState): Predeployed[] {
  return state.contracts().map(({ address, code, slots }) => ({
    address,
    code: toHex(code),
    storage: new Map([...slots].map(([slot, value]) => [slot, toHex(setLengthLeft(value, 32))])),
  }))
}
