import { describe, expect, it } from '@jest/globals'
import { type CardFile, checkFounders } from '../../../network/ceremony/check-founders.ts'
import type { CardBody } from '../../../network/ceremony/card.ts'
import { nodeAddress } from '../../../network/ceremony/card.ts'
import type { Member } from '../../../network/consortium/consortium.ts'
import { example } from '../../fixtures/consortia.ts'
import {
  addressOf,
  cardBodyOf,
  cardFilesOf,
  keyOf,
  keysOf,
  type MemberKeys,
  signedCard,
} from '../../fixtures/founders.ts'

const consortium = example('six-members')
const files = cardFilesOf(consortium)
const [north, south] = consortium.members as unknown as [Member, Member]

const found = (cards: readonly CardFile[], rehearsal = false) =>
  checkFounders(consortium, cards, rehearsal).map(({ code, path, whose }) => ({ code, path, whose }))

/** All cards, but for one member's, which says something else and is signed all the same. */
function withCard(member: Member, change: Partial<CardBody>, keys: MemberKeys = keysOf(member)): CardFile[] {
  const card = signedCard({ ...cardBodyOf(consortium, member), ...change }, keys)
  return files.map((one) => (one.card.member === member.name ? { ...one, card } : one))
}

describe('the founders’ cards', () => {
  it('are in order when each member of the description gave its own', () => expect(found(files)).toEqual([]))

  it('must be there, each of them', () => {
    expect(found(files.slice(1))).toEqual([{ code: 'CARD_MISSING', path: north.name, whose: north.name }])
    expect(found([]).map(({ code }) => code)).toEqual(consortium.members.map(() => 'CARD_MISSING'))
  })

  it('must be one of each member, even if two are the same', () => {
    expect(found([...files, ...files.slice(0, 1)])).toEqual([
      { code: 'CARD_DUPLICATE', path: north.name, whose: north.name },
    ])
  })

  it('must be of members of the description', () => {
    const outsider: Member = { ...south, name: 'stranger' }
    const card = signedCard(cardBodyOf(consortium, outsider), keysOf(outsider))
    expect(found([...files, { file: 'x', card }])).toEqual([{ code: 'CARD_MEMBER', path: 'member', whose: 'stranger' }])
  })

  it('must sit in the chamber of the description', () => {
    expect(found(withCard(north, { chamber: 'regulators' }))).toEqual([
      { code: 'CARD_DIFFERS', path: 'chamber', whose: north.name },
    ])
  })

  it('must have the nodes and duties of the description, no more and no fewer', () => {
    const { nodes } = cardBodyOf(consortium, north)
    const swapped = nodes.map(
      (node) => ({ ...node, duty: node.duty === 'validator' ? 'observer' : 'validator' }) as const,
    )
    const renamed = nodes.map((node, i) => (i === 0 ? { ...node, name: 'another' } : node))
    const keys = keysOf(north)
    const fewer = { ...keys, nodes: keys.nodes.slice(0, 1) }
    const extra = keyOf('one node too many')
    const more = { ...keys, nodes: [...keys.nodes, extra] }
    const added = { name: 'extra', duty: 'validator', publicKey: `0x${extra.publicKey.slice(4)}` } as const
    for (const cards of [
      withCard(north, { nodes: swapped }),
      withCard(north, { nodes: renamed }),
      withCard(north, { nodes: nodes.slice(0, 1) }, fewer),
      withCard(north, { nodes: [...nodes, added] }, more),
    ]) {
      expect(found(cards)).toEqual([{ code: 'CARD_DIFFERS', path: 'nodes', whose: north.name }])
    }
  })

  it('may list their nodes in another order', () => {
    const keys = keysOf(north)
    const nodes = cardBodyOf(consortium, north).nodes.toReversed()
    expect(found(withCard(north, { nodes }, { ...keys, nodes: [...keys.nodes].reverse() }))).toEqual([])
  })

  it('must not share a key, in whatever roles', () => {
    const keys = keysOf(south)
    const officer = keysOf(north).officer
    expect(found(withCard(south, { officer: addressOf(officer) }, { ...keys, officer }))).toEqual([
      { code: 'KEY_REUSED', path: 'officer', whose: south.name },
    ])
    const node = keysOf(north).nodes[0] as never
    const card = { ...keys, agent: node }
    const shared = found(withCard(south, { agent: addressOf(node) }, card))
    expect(shared).toEqual([{ code: 'KEY_REUSED', path: 'agent', whose: south.name }])
    expect(addressOf(node).toLowerCase()).toBe(nodeAddress(cardBodyOf(consortium, north).nodes[0]?.publicKey ?? '0x'))
  })

  it('are all of a rehearsal or none: mixed, each wrong one is named, whichever kind is founded', () => {
    const mixed = withCard(south, { rehearsal: true })
    expect(found(mixed)).toEqual([{ code: 'CARD_REHEARSAL', path: 'rehearsal', whose: south.name }])
    const others = consortium.members.filter(({ name }) => name !== south.name)
    expect(found(mixed, true)).toEqual(
      others.map(({ name }) => ({ code: 'CARD_REHEARSAL', path: 'rehearsal', whose: name })),
    )
  })

  it('of another description are foreign, for each member', () => {
    const other = cardFilesOf({ ...consortium, foundedAt: consortium.foundedAt + 1 })
    expect(found(other).map(({ code }) => code)).toEqual(consortium.members.map(() => 'CARD_FOREIGN'))
  })

  it('are judged at the founding’s own moment', () => {
    const before = { issuedAt: '2026-08-01T00:00:00Z', expiresAt: '2026-08-31T23:59:59Z' }
    expect(found(withCard(north, before))).toEqual([{ code: 'CARD_EXPIRED', path: 'expiresAt', whose: north.name }])
    expect(found(withCard(north, { ...before, expiresAt: '2026-09-01T00:00:00Z' }))).toEqual([])
  })
})
