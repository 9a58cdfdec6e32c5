import { concatBytes } from '@noble/hashes/utils.js'
import { fromHex, type Hex } from '../hex.ts'

/** What a leaf of a log says, before it is hashed. Every kind begins with a label of its own, so none passes for another. */

/** "quorate/block/1" ‖ networkId ‖ u64be number ‖ blockHash: a leaf of the history log, whose index is the block's number. */
export function blockLeaf(networkId: Hex, number: number, blockHash: Hex): Uint8Array {
  return concatBytes(ascii('quorate/block/1'), fromHex(networkId), u64(number), fromHex(blockHash))
}

/** A leaf of the evidence log, by what it is about. */
export type Fact =
  /** Root of a batch of commitments, and who committed it (an organisation's id). */
  | { readonly kind: 'batch'; readonly organisation: Hex; readonly root: Hex }
  /** A proposal that was executed. */
  | { readonly kind: 'governance'; readonly proposal: Hex }
  /** A validator (its address) that was put to its duty, retired, or stood down. */
  | { readonly kind: 'validator'; readonly node: Hex; readonly active: boolean }
  /** A member's checkpoint key from here on. */
  | { readonly kind: 'signer'; readonly organisation: Hex; readonly checkpoint: Hex }
  /** A window in which no checkpoint came about. */
  | { readonly kind: 'missed'; readonly window: number }

/** "quorate/<kind>/1" ‖ networkId ‖ the fact's fields, each of fixed width. */
export function factLeaf(networkId: Hex, fact: Fact): Uint8Array {
  return concatBytes(ascii(`quorate/${fact.kind}/1`), fromHex(networkId), ...fieldsOf(fact))
}

/** "quorate/pad/1" ‖ stateRoot ‖ u64be i: fills a window up, the same for every member, and told from no other outside. */
export function padLeaf(stateRoot: Hex, index: number): Uint8Array {
  return concatBytes(ascii('quorate/pad/1'), fromHex(stateRoot), u64(index))
}

function fieldsOf(fact: Fact): Uint8Array[] {
  switch (fact.kind) {
    case 'batch':
      return [fromHex(fact.organisation), fromHex(fact.root)]
    case 'governance':
      return [fromHex(fact.proposal)]
    case 'validator':
      return [fromHex(fact.node), Uint8Array.of(fact.active ? 1 : 0)]
    case 'signer':
      return [fromHex(fact.organisation), fromHex(fact.checkpoint)]
    case 'missed':
      return [u64(fact.window)]
  }
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}
