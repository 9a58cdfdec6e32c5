import { genesisMPTStateRoot } from '@ethereumjs/mpt'
import { type Hex, quantity, toHex } from '../hex.ts'
import type { Alloc, AllocEntry } from './alloc.ts'

type GenesisState = Parameters<typeof genesisMPTStateRoot>[0]
type AccountState = Exclude<GenesisState[Hex], string | undefined>

/** Root of the state trie that `alloc` describes. Accepts what Besu accepts: addresses with and without `0x`, decimal balances. */
export async function stateRootOf(alloc: Alloc): Promise<Hex> {
  const state: GenesisState = {}
  for (const [address, entry] of Object.entries(alloc)) {
    state[`0x${address.replace(/^0x/, '').toLowerCase()}`] = accountState(entry)
  }
  return toHex(await genesisMPTStateRoot(state))
}

function accountState(entry: AllocEntry): AccountState {
  const slots = Object.entries(entry.storage ?? {}).filter(([, value]) => BigInt(value) !== 0n)
  return [
    quantity(BigInt(entry.balance)),
    (entry.code ?? '0x') as Hex,
    slots as [Hex, Hex][],
    quantity(BigInt(entry.nonce ?? '0x0')),
  ]
}
