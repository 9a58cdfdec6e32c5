import type { Figure } from './figure.ts'

/** Seconds until a joiner validates, from the last ballot and from the end of the vote on, and of its removal. */
export interface Joined {
  readonly voted: number
  readonly ended: number
  readonly left: number
}

/** @param at blocks that the chain has at least, and seconds of a vote. */
export function joinFigures(joins: readonly Joined[], at: { blocks: number; period: number }): Figure[] {
  const { blocks, period } = at
  const what = `to a joiner that is synced, let in and validates (chain of ${blocks} blocks or more)`
  return [
    { what: `end of the vote ${what}`, unit: 's', runs: joins.map(({ ended }) => ended), aim: 30 },
    {
      what: `last ballot ${what}, the rest of a vote of ${period} s included`,
      unit: 's',
      runs: joins.map(({ voted }) => voted),
      aim: 30,
    },
    {
      what: `\`remove --wait\` of four members: voted out of the validators and of the registry, votes of ${period} s`,
      unit: 's',
      runs: joins.map(({ left }) => left),
    },
  ]
}

export const joinNote =
  'The aim is of the last ballot to a joiner that validates. That includes the rest of the voting period, which the description sets and no ballot shortens; from the end of the vote on the aim judges what quorate and Besu take.'
