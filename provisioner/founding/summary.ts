import type { Founding } from '../../network/ceremony/founding.ts'

/** What a founder reads before it signs. */
export function foundingSummary(founding: Founding): string[] {
  const { consortium, cards } = founding
  const validators = cards.flatMap(({ nodes }) => nodes).filter(({ duty }) => duty === 'validator').length
  return [
    `${consortium.name}, chain ${founding.chainId}${founding.rehearsal ? ', a REHEARSAL' : ''}`,
    ...consortium.chambers.map((chamber) => `  ${chamber}: ${membersOf(chamber, founding)}`),
    `  ${validators} validators, a block every ${consortium.chain.blockPeriodSeconds} s`,
    `  genesis ${founding.genesisHash}`,
    `  network ${founding.networkId}`,
  ]
}

function membersOf(chamber: string, { cards }: Founding): string {
  return cards
    .filter((card) => card.chamber === chamber)
    .map(({ member }) => member)
    .join(', ')
}
