import { createCustomCommon, Hardfork, Mainnet } from '@ethereumjs/common'
import { createEVM, type EVM } from '@ethereumjs/evm'
import { Account, type Address, bytesToHex, createAddressFromString, hexToBytes } from '@ethereumjs/util'
import { Interpreter } from '../../../node_modules/@ethereumjs/evm/dist/esm/interpreter.js'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { type PredeployName, predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { JournaledState } from '../../../network/genesis/journaled-state.ts'
import { type Hex, toHex } from '../../../network/hex.ts'

const NOBODY = `0x${'0'.repeat(40)}` as const
const GAS = 100_000_000n

rememberJumps()

/** A view's name and what it is asked. `timed` where its answer changes with the clock alone. */
export interface View {
  readonly contract: PredeployName
  readonly name: string
  readonly given: readonly (string | number | bigint)[]
  readonly timed?: boolean
}

/**
 * The real contracts of a genesis file in an EVM in memory: no blocks, no process, and time is what the test says. A
 * history is played between `begin` and `end`, which undoes it.
 */
export class PlayedChain {
  readonly #state: WatchedState
  readonly #evm: EVM
  readonly #seen = new Map<string, Hex>()
  readonly #calldata = new Map<string, Uint8Array>()
  #now = 0
  #number = 1n

  private constructor(state: WatchedState, evm: EVM) {
    this.#state = state
    this.#evm = evm
  }

  static async of({ genesis }: Pick<Founding, 'genesis'>): Promise<PlayedChain> {
    const state = new WatchedState()
    for (const [key, { balance, nonce, code, storage }] of Object.entries(genesis.alloc)) {
      const address = createAddressFromString(key)
      await state.putAccount(address, new Account(BigInt(nonce ?? 0), BigInt(balance)))
      await state.putCode(address, hexToBytes((code ?? '0x') as Hex))
      for (const [slot, value] of Object.entries(storage ?? {})) {
        await state.putStorage(address, hexToBytes(slot as Hex), hexToBytes(value as Hex))
      }
    }
    const common = createCustomCommon({ chainId: genesis.config.chainId }, Mainnet, { hardfork: Hardfork.Cancun })
    return new PlayedChain(state, await createEVM({ common, stateManager: state }))
  }

  begin(now: number): Promise<void> {
    this.#now = now
    this.#number = 1n
    return this.#state.checkpoint()
  }

  async end(): Promise<void> {
    await this.#state.revert()
    this.#seen.clear()
    this.#state.forget()
  }

  waitUntil(now: number): void {
    this.#now = now
    this.#number += 1n
  }

  /** Sends a transaction. Returns the name of the error it reverts with, undefined when it is done. */
  async send(from: Hex, to: Hex, data: Hex): Promise<string | undefined> {
    const { reverted, returned } = await this.#call(from, to, hexToBytes(data))
    return reverted ? errorNamed(returned) : undefined
  }

  /** What a view returns, from memory when nothing that it read was written since. */
  async view(view: View): Promise<Hex> {
    const { contract, name, given, timed } = view
    const question = `${contract}.${name}(${given.join()})`
    const key = timed ? `${question}${this.#now}` : question
    const seen = this.#seen.get(key)
    if (seen !== undefined && !this.#state.isStale(key)) return seen
    const encoded = () => hexToBytes(interfaceOf(contract).encodeFunctionData(name, given) as Hex)
    const data = this.#calldata.get(question) ?? encoded()
    this.#calldata.set(question, data)
    this.#state.startWatching(key)
    const { reverted, returned } = await this.#call(NOBODY, predeploys[contract], data)
    this.#state.stopWatching()
    if (reverted) throw new Error(`${key} reverted: ${errorNamed(returned)}`)
    this.#seen.set(key, returned)
    return returned
  }

  async #call(from: Hex, to: Hex, data: Uint8Array): Promise<{ reverted: boolean; returned: Hex }> {
    const caller = createAddressFromString(from)
    const block = blockAt(this.#number, BigInt(this.#now))
    const input = { caller, origin: caller, to: createAddressFromString(to), data, block, gasLimit: GAS }
    const { execResult } = await this.#evm.runCall({ ...input, skipNonceIncrement: true })
    this.#evm.transientStorage.clear()
    this.#state.originalStorageCache.clear()
    return { reverted: execResult.exceptionError !== undefined, returned: toHex(execResult.returnValue) }
  }
}

/** Remembers which slots each view read, so that a write, undone or not, makes exactly those views stale. */
class WatchedState extends JournaledState {
  readonly #readers = new Map<string, Set<string>>()
  readonly #stale = new Set<string>()
  #watching: string | undefined

  startWatching(view: string): void {
    this.#watching = view
    this.#stale.delete(view)
  }

  stopWatching(): void {
    this.#watching = undefined
  }

  isStale(view: string): boolean {
    return this.#stale.has(view)
  }

  forget(): void {
    this.#readers.clear()
    this.#stale.clear()
  }

  override async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    if (this.#watching !== undefined) {
      const place = `${address.toString()} ${bytesToHex(key)}`
      const readers = this.#readers.get(place) ?? new Set()
      this.#readers.set(place, readers.add(this.#watching))
    }
    return super.getStorage(address, key)
  }

  override async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    const place = `${address.toString()} ${bytesToHex(key)}`
    for (const reader of this.#readers.get(place) ?? []) this.#stale.add(reader)
    this.#readers.delete(place)
    return super.putStorage(address, key, value)
  }
}

/** The EVM looks for a code's jump destinations at every call anew, which is most of what a short call costs. */
function rememberJumps(): void {
  const look = Interpreter.prototype._getValidJumpDestinations
  const found = new WeakMap<Uint8Array, ReturnType<typeof look>>()
  Interpreter.prototype._getValidJumpDestinations = function (this: Interpreter, code: Uint8Array) {
    const known = found.get(code) ?? look.call(this, code)
    found.set(code, known)
    return known
  }
}

const names = new Map<string, string>()

/** The name of a custom error, by its selector. Every generated ABI has the errors of all contracts. */
function errorNamed(returned: Hex): string {
  const selector = returned.slice(0, 10)
  const known = names.get(selector) ?? interfaceOf('ConsortiumGovernor').parseError(returned)?.name ?? returned
  names.set(selector, known)
  return known
}

function blockAt(number: bigint, timestamp: bigint) {
  return {
    header: {
      number,
      timestamp,
      coinbase: createAddressFromString(NOBODY),
      difficulty: 0n,
      prevRandao: new Uint8Array(32),
      gasLimit: GAS,
      baseFeePerGas: 0n,
      slotNumber: 0n,
      getBlobGasPrice: () => 1n,
    },
  }
}
