import { Account, type Address, bytesToHex } from '@ethereumjs/util'
import { keccak_256 } from '@noble/hashes/sha3.js'
import type { JsonRpcProvider } from 'ethers'
import { JournaledState } from '../../network/genesis/journaled-state.ts'
import { fromHex } from '../../network/hex.ts'

/** A chain's state at one block, read as it is asked for, under whatever an EVM in memory writes. Nothing reaches the chain. */
export class PresentState extends JournaledState {
  readonly #provider: JsonRpcProvider
  readonly #block: number
  readonly #read = new Map<string, Promise<Uint8Array>>()

  constructor(provider: JsonRpcProvider, block: number) {
    super()
    this.#provider = provider
    this.#block = block
  }

  protected override async accountBelow(address: Address): Promise<Account | undefined> {
    const code = await this.codeBelow(address)
    return Object.assign(new Account(), code.length === 0 ? {} : { nonce: 1n, codeHash: keccak_256(code) })
  }

  protected override codeBelow(address: Address): Promise<Uint8Array> {
    const of = address.toString()
    return this.#once(of, async () => fromHex(await this.#provider.getCode(of, this.#block)))
  }

  protected override slotBelow(address: Address, key: Uint8Array): Promise<Uint8Array> {
    const [of, slot] = [address.toString(), bytesToHex(key)]
    return this.#once(`${of} ${slot}`, async () => fromHex(await this.#provider.getStorage(of, slot, this.#block)))
  }

  #once(key: string, fetch: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const known = this.#read.get(key) ?? fetch()
    this.#read.set(key, known)
    return known
  }
}
