import type { Figure } from './figure.ts'

/** Seconds to the first block, of one run. */
export interface FirstBlocks {
  /** Four Besu started by hand. */
  readonly hand: number
  /** `rehearse` where the founding and all configurations stand already. */
  readonly founded: number
  /** `rehearse` where nothing stands. */
  readonly fresh: number
}

/** The aim is of the command, with everything that it does; that of a founded network is what starting nodes takes. */
export function firstBlockFigures({ hand, founded, fresh }: FirstBlocks): Figure[] {
  const byHand = 'four Besu started by hand on the same configurations: first block'
  return [
    { what: byHand, unit: 's', runs: [hand] },
    { what: '`rehearse` of a founded network: first block', unit: 's', runs: [founded] },
    { what: 'the same, against by hand', unit: '×', runs: [founded / hand], aim: 1.2 },
    {
      what: '`rehearse` from the description on, keys and ceremony included: first block',
      unit: 's',
      runs: [fresh],
      aim: { times: 1.2, of: byHand, called: 'by hand' },
    },
  ]
}

export const firstBlockNote =
  'The aim is of the command to the first block. From the description on it includes the founding of four members (keys, cards, approvals, lock, homes), of which nothing is in the figure by hand; of a founded network it judges the start of the nodes alone.'
