import type { Consortium } from './consortium.ts'
import { quorumOf } from './quorum.ts'

/** Who is able to do something to the chain with the validators they run. Names are in the order of the description. */
export interface Power {
  /** Members, and chambers whose members act as one, that can do it alone. */
  readonly members: readonly string[]
  readonly chambers: readonly string[]
  /** The smallest number of members that can do it together. */
  readonly fewestMembers: number
}

export interface Powers {
  readonly validators: number
  /** How many validators have to commit a block: two thirds, rounded up. */
  readonly quorum: number
  /** How many validators may be down, or lie, before the chain stops. */
  readonly tolerates: number
  /** Stopping the chain takes more than n − quorum validators. */
  readonly halts: Power
  /** Writing any block at will takes a quorum. */
  readonly captures: Power
}

/** What the spread of validators over members lets each of them do. Votes on chain are another matter. */
export function powers(consortium: Pick<Consortium, 'members' | 'chambers'>): Powers {
  const runs = consortium.members.map(({ name, chamber, nodes }) => ({
    name,
    chamber,
    count: nodes.filter(({ duty }) => duty === 'validator').length,
  }))
  const validators = sum(runs.map(({ count }) => count))
  const quorum = quorumOf(validators)
  const power = (needed: number): Power => ({
    members: runs.filter(({ count }) => count >= needed).map(({ name }) => name),
    chambers: consortium.chambers.filter(
      (name) => sum(runs.filter(({ chamber }) => chamber === name).map(({ count }) => count)) >= needed,
    ),
    fewestMembers: fewest(
      runs.map(({ count }) => count),
      needed,
    ),
  })
  return {
    validators,
    quorum,
    tolerates: validators - quorum,
    halts: power(validators - quorum + 1),
    captures: power(quorum),
  }
}

/** Taking the largest first needs the fewest. */
function fewest(counts: readonly number[], needed: number): number {
  const largestFirst = counts.toSorted((a, b) => b - a)
  return largestFirst.findIndex((_, index) => sum(largestFirst.slice(0, index + 1)) >= needed) + 1
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
