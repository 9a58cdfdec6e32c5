import type { AccountFields, StateManagerInterface } from '@ethereumjs/common'
import { Account, type Address, bytesToHex } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { Hex } from '../hex.ts'

type Slots = Map<Hex, Uint8Array>

const EMPTY = new Uint8Array()

/**
 * The state of an EVM run in memory. What a call writes is undone from a log when it reverts, so a checkpoint costs
 * nothing: copying the state at each one, as EthereumJS does, takes most of a large founding's time.
 */
export class JournaledState implements StateManagerInterface {
  readonly #accounts = new Map<Hex, Account>()
  readonly #codes = new Map<Hex, Uint8Array>()
  readonly #slots = new Map<Hex, Slots>()
  readonly #undo: (() => void)[] = []
  /** Length of the undo log at each open checkpoint. */
  readonly #checkpoints: number[] = []
  readonly #original = new Map<string, Uint8Array>()

  /** Values of slots as they were before the present step, for SSTORE's gas. */
  readonly originalStorageCache = {
    get: async (address: Address, key: Uint8Array) =>
      this.#original.get(placeOf(address, key)) ?? (await this.getStorage(address, key)),
    clear: () => this.#original.clear(),
  }

  /** Every address with code, what it is, and its slots that are not zero. */
  contracts(): { address: Hex; code: Uint8Array; slots: ReadonlyMap<Hex, Uint8Array> }[] {
    return [...this.#codes].map(([address, code]) => {
      const slots = [...(this.#slots.get(address) ?? [])].filter(([, value]) => value.some((byte) => byte !== 0))
      return { address, code, slots: new Map(slots) }
    })
  }

  async getAccount(address: Address): Promise<Account | undefined> {
    // A copy, both ways: the EVM changes the account it was given.
    return copyOf(this.#accounts.get(address.toString()) ?? (await this.accountBelow(address)))
  }

  async putAccount(address: Address, account?: Account): Promise<void> {
    this.#set(this.#accounts, address.toString(), copyOf(account))
  }

  async deleteAccount(address: Address): Promise<void> {
    this.#set(this.#accounts, address.toString(), undefined)
  }

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    await this.putAccount(address, Object.assign((await this.getAccount(address)) ?? new Account(), fields))
  }

  async putCode(address: Address, code: Uint8Array): Promise<void> {
    this.#set(this.#codes, address.toString(), code)
    await this.modifyAccountFields(address, { codeHash: keccak_256(code) })
  }

  async getCode(address: Address): Promise<Uint8Array> {
    return this.#codes.get(address.toString()) ?? this.codeBelow(address)
  }

  async getCodeSize(address: Address): Promise<number> {
    return (await this.getCode(address)).length
  }

  async getStorage(address: Address, key: Uint8Array): Promise<Uint8Array> {
    return this.#slots.get(address.toString())?.get(bytesToHex(key)) ?? this.slotBelow(address, key)
  }

  /** What stands where this run has written nothing: in genesis nothing does; on a chain, its state. */
  protected async accountBelow(_: Address): Promise<Account | undefined> {
    return undefined
  }

  protected async codeBelow(_: Address): Promise<Uint8Array> {
    return EMPTY
  }

  protected async slotBelow(_: Address, __: Uint8Array): Promise<Uint8Array> {
    return EMPTY
  }

  async putStorage(address: Address, key: Uint8Array, value: Uint8Array): Promise<void> {
    const slots: Slots = this.#slots.get(address.toString()) ?? new Map()
    this.#slots.set(address.toString(), slots)
    const place = placeOf(address, key)
    if (!this.#original.has(place)) this.#original.set(place, await this.getStorage(address, key))
    this.#set(slots, bytesToHex(key), value)
  }

  async clearStorage(address: Address): Promise<void> {
    this.#set(this.#slots, address.toString(), undefined)
  }

  async checkpoint(): Promise<void> {
    this.#checkpoints.push(this.#undo.length)
  }

  async commit(): Promise<void> {
    this.#checkpoints.pop()
    if (this.#checkpoints.length === 0) this.#undo.length = 0
  }

  async revert(): Promise<void> {
    const length = this.#checkpoints.pop() ?? 0
    while (this.#undo.length > length) this.#undo.pop()?.()
  }

  clearCaches(): void {}

  readonly getStateRoot = refuse
  readonly setStateRoot = refuse
  readonly hasStateRoot = refuse
  readonly shallowCopy = refuse

  #set<Value>(map: Map<Hex, Value>, key: Hex, value: Value | undefined): void {
    const before = map.get(key)
    if (this.#checkpoints.length > 0) this.#undo.push(() => put(map, key, before))
    put(map, key, value)
  }
}

function put<Value>(map: Map<Hex, Value>, key: Hex, value: Value | undefined): void {
  if (value === undefined) map.delete(key)
  else map.set(key, value)
}

/** The EVM asks for none of this; a block's root is `stateRootOf` its accounts. */
function refuse(): never {
  throw new TypeError('this state has no trie, hence no root')
}

function placeOf(address: Address, key: Uint8Array): string {
  return `${address.toString()} ${bytesToHex(key)}`
}

function copyOf(account: Account | undefined): Account | undefined {
  return account === undefined ? undefined : Object.assign(Object.create(Account.prototype), account)
}
