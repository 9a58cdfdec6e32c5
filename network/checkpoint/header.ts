import { RLP } from '@ethereumjs/rlp'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { fromHex, type Hex, toHex } from '../hex.ts'

/** What a QBFT header says about who made it. */
export interface QbftHeader {
  readonly number: number
  /** Unix seconds. */
  readonly time: number
  readonly stateRoot: Hex
  readonly proposer: Hex
  /** The set that makes this block, as the header-vote mode writes it. Lower case. */
  readonly validators: readonly Hex[]
  readonly vote: { readonly recipient: Hex; readonly add: boolean } | undefined
  readonly round: number
  /** 65 bytes each, r ‖ s ‖ v. */
  readonly seals: readonly Uint8Array[]
  /** The block's hash: round 0 and no seals. */
  readonly hash: Hex
  /** What the seals sign: the round kept, no seals. At round 0 it is the block's hash. */
  readonly sealed: Uint8Array
}

const FIELDS = { cancun: 20, prague: 21 } as const
const COINBASE = 2
const STATE_ROOT = 3
const NUMBER = 8
const TIME = 11
const EXTRA_DATA = 12

/** Reads a header's RLP. Undefined where the bytes, which anyone may have made, are no QBFT header. */
export function readHeader(rawHeader: string): QbftHeader | undefined {
  try {
    return header(RLP.decode(fromHex(rawHeader)))
  } catch {
    return undefined
  }
}

function header(fields: unknown): QbftHeader {
  const list = listOf(fields)
  if (list.length !== FIELDS.cancun && list.length !== FIELDS.prague) throw new RangeError('not a header')
  const [vanity, validators, vote, round, seals] = extraFields(bytesOf(list[EXTRA_DATA]))
  const withExtra = (last: readonly unknown[]) =>
    keccak_256(RLP.encode(list.with(EXTRA_DATA, RLP.encode([vanity, validators, vote, ...last] as never)) as never))
  return {
    number: numberOf(list[NUMBER]),
    time: numberOf(list[TIME]),
    stateRoot: toHex(bytesOf(list[STATE_ROOT])),
    proposer: addressOf(list[COINBASE]),
    ...extraData([vanity, validators, vote, round, seals]),
    hash: toHex(withExtra([0, []])),
    sealed: withExtra([round, []]),
  }
}

/** What QBFT writes into a header's `extraData`. */
export type QbftExtra = Pick<QbftHeader, 'validators' | 'vote' | 'round' | 'seals'>

/** Reads `extraData` as JSON-RPC gives it. Undefined where it is not QBFT's. */
export function readExtraData(extra: string): QbftExtra | undefined {
  try {
    return extraData(extraFields(fromHex(extra)))
  } catch {
    return undefined
  }
}

function extraFields(bytes: Uint8Array): readonly unknown[] {
  const extra = listOf(RLP.decode(bytes))
  if (extra.length !== 5) throw new RangeError('not QBFT extra data')
  return extra
}

function extraData([, validators, vote, round, seals]: readonly unknown[]): QbftExtra {
  return {
    validators: listOf(validators).map(addressOf),
    vote: voteOf(listOf(vote)),
    round: numberOf(round),
    seals: listOf(seals).map(bytesOf),
  }
}

function voteOf(vote: readonly unknown[]): QbftHeader['vote'] {
  if (vote.length === 0) return undefined
  return { recipient: addressOf(vote[0]), add: bytesOf(vote[1]).length > 0 }
}

function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new RangeError('not a list')
  return value
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new RangeError('not bytes')
  return value
}

function addressOf(value: unknown): Hex {
  const bytes = bytesOf(value)
  if (bytes.length !== 20) throw new RangeError('not an address')
  return toHex(bytes)
}

function numberOf(value: unknown): number {
  const bytes = bytesOf(value)
  if (bytes.length > 6) throw new RangeError('not a number below 2^48')
  return bytes.reduce((number, byte) => number * 256 + byte, 0)
}
