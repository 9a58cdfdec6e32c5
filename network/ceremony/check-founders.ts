import type { Consortium } from '../consortium/consortium.ts'
import type { Problem } from '../problem.ts'
import type { Card } from './card.ts'
import { cardKeys, checkCard } from './check-card.ts'
import { specDigest } from './identity.ts'

/** A card and the file it came in. */
export interface CardFile {
  readonly file: string
  readonly card: Card
}

type Member = Consortium['members'][number]

/** All that keeps these cards from founding this consortium: each member exactly one card, as the description has it. */
export function checkFounders(consortium: Consortium, cards: readonly CardFile[], rehearsal: boolean): Problem[] {
  const expected = {
    chainId: consortium.chainId,
    consortium: specDigest(consortium),
    at: consortium.foundedAt,
    rehearsal,
  }
  const members = new Map(consortium.members.map((member) => [member.name, member]))
  return [
    ...cards.flatMap(({ card, file }) => checkCard(card, expected, file)),
    ...cards.flatMap(({ card, file }) => matches(card, members.get(card.member), consortium, file)),
    ...missingOrDouble(consortium, cards),
    ...sharedKeys(cards),
  ]
}

function matches(card: Card, member: Member | undefined, consortium: Consortium, file: string): Problem[] {
  if (member === undefined) {
    const names = consortium.members.map(({ name }) => name).join(', ')
    return [
      {
        code: 'CARD_MEMBER',
        file,
        path: 'member',
        found: card.member,
        expected: `one of ${names}`,
        whose: card.member,
      },
    ]
  }
  const problems: Problem[] = []
  const at = (path: string, found: string, expected: string) =>
    problems.push({ code: 'CARD_DIFFERS', file, path, found, expected, whose: card.member })
  if (card.chamber !== member.chamber) at('chamber', card.chamber, member.chamber)
  const nodes = (list: readonly { name: string; duty: string }[]) =>
    list
      .map(({ name, duty }) => `${name} (${duty})`)
      .sort()
      .join(', ')
  if (nodes(card.nodes) !== nodes(member.nodes)) at('nodes', nodes(card.nodes), nodes(member.nodes))
  return problems
}

function missingOrDouble(consortium: Consortium, cards: readonly CardFile[]): Problem[] {
  return consortium.members.flatMap(({ name }): Problem[] => {
    const files = cards.filter(({ card }) => card.member === name).map(({ file }) => file)
    if (files.length === 1) return []
    const [code, found] = files.length === 0 ? ['CARD_MISSING', 'no card'] : ['CARD_DUPLICATE', files.join(', ')]
    return [{ code, path: name, found, expected: 'one card of this member', whose: name }]
  })
}

function sharedKeys(cards: readonly CardFile[]): Problem[] {
  const owners = new Map<string, string>()
  const problems: Problem[] = []
  for (const { card, file } of cards) {
    for (const { path, address } of cardKeys(card)) {
      const owner = owners.get(address) ?? card.member
      owners.set(address, owner)
      if (owner === card.member) continue
      problems.push({
        code: 'KEY_REUSED',
        file,
        path,
        found: `a key that ${owner} has too`,
        expected: 'a key of its own',
        whose: card.member,
      })
    }
  }
  return problems
}
