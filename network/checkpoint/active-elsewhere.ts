import type { Hex } from '../hex.ts'

/** What one block shows of who made it. Addresses in lower case. */
export interface MadeBlock {
  readonly number: number
  /** Unix seconds. */
  readonly time: number
  readonly proposer: Hex
  /** Whose seals it carries; undefined where they cannot be read from what JSON-RPC gives: at rounds above 0. */
  readonly sealers: readonly Hex[] | undefined
  readonly validators: readonly Hex[]
}

export type Elsewhere =
  | { readonly kind: 'active'; readonly key: Hex; readonly block: number }
  | { readonly kind: 'silent'; readonly upTo: number; readonly blocks: number }
  | {
      readonly kind: 'unclear'
      readonly why:
        | 'too few blocks'
        | 'blocks are missing'
        | 'the newest block is not of now'
        | 'a key validates nothing now, or not for long: no block can show it'
    }

/** At the fewest so many blocks with readable seals. */
const FEWEST = 64
/** A validator that is up proposes every n-th block: several of its turns have to have passed. */
const TURNS = 4
/** Seconds: a chain that loses its round at every turn of the absent one still makes a block in this time. */
const STALE = 60
const STALE_PERIODS = 15

/** How many blocks have to be looked at. */
export function blocksNeeded(validators: number): number {
  return Math.max(FEWEST, TURNS * validators)
}

/**
 * Whether the keys of a home that is about to run nodes make blocks already, somewhere else. One seal or proposal says
 * yes. No is said only of enough blocks in a row, up to a fresh head, since a list of seals holds a quorum and not all:
 * among so many blocks one that is up has its turn to propose. A twin that runs, and is cut off from the others, no block
 * shows; nor one that is switched off now.
 * @param own addresses of the home's validators, lower case: each has to have been one in all of the blocks.
 * @param blocks in the order of their numbers.
 */
export function activeElsewhere(
  own: readonly Hex[],
  blocks: readonly MadeBlock[],
  { now, blockPeriodSeconds }: { readonly now: number; readonly blockPeriodSeconds: number },
): Elsewhere {
  for (const { number, proposer, sealers } of blocks.toReversed()) {
    const key = own.find((address) => address === proposer || sealers?.includes(address))
    if (key !== undefined) return { kind: 'active', key, block: number }
  }
  const newest = blocks.at(-1)
  const readable = blocks.filter(({ sealers }) => sealers !== undefined).length
  const needed = blocksNeeded(Math.max(0, ...blocks.map(({ validators }) => validators.length)))
  if (newest === undefined || readable < needed) return { kind: 'unclear', why: 'too few blocks' }
  if (blocks.some(({ number }, i) => i > 0 && number !== (blocks[i - 1]?.number ?? 0) + 1))
    return { kind: 'unclear', why: 'blocks are missing' }
  // One of the future says that this machine's clock is wrong, and then nothing about age can be said.
  if (Math.abs(now - newest.time) > Math.max(STALE, STALE_PERIODS * blockPeriodSeconds))
    return { kind: 'unclear', why: 'the newest block is not of now' }
  if (own.some((address) => !blocks.every(({ validators }) => validators.includes(address))))
    return { kind: 'unclear', why: 'a key validates nothing now, or not for long: no block can show it' }
  return { kind: 'silent', upTo: newest.number, blocks: blocks.length }
}
