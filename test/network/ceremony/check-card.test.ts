import { secp256k1 } from '@noble/curves/secp256k1.js'
import { describe, expect, it } from '@jest/globals'
import { type Card, type CardBody, cardHash } from '../../../network/ceremony/card.ts'
import { checkCard } from '../../../network/ceremony/check-card.ts'
import { isoOf, secondsOf } from '../../../network/fields.ts'
import { specDigest } from '../../../network/ceremony/identity.ts'
import type { Member } from '../../../network/consortium/consortium.ts'
import type { Hex } from '../../../network/hex.ts'
import { example } from '../../fixtures/consortia.ts'
import { addressOf, cardBodyOf, keyOf, keysOf, type MemberKeys, signedBy, signedCard } from '../../fixtures/founders.ts'

const consortium = example('six-members')
const member = consortium.members.find(({ name }) => name === 'hospital-north') as Member
const keys = keysOf(member)
const body = cardBodyOf(consortium, member)
const card = signedCard(body, keys)
const expected = {
  chainId: consortium.chainId,
  consortium: specDigest(consortium),
  at: consortium.foundedAt,
  rehearsal: false,
}

const found = (one: Card, against = expected) =>
  checkCard(one, against, 'a.card.json').map(({ code, path, whose }) => ({ code, path, whose }))
const codes = (one: Card, against = expected) => found(one, against).map(({ code }) => code)
const paths = (one: Card) => found(one).map(({ path }) => path)
const stranger = addressOf(keyOf('a stranger'))
const everyProof = ['proofs.officer', 'proofs.agent', 'proofs.checkpoint', 'proofs.nodes[0]', 'proofs.nodes[1]']

it('A card that its keys signed is in order', () => expect(found(card)).toEqual([]))

describe('a card of which one field was changed after it was signed', () => {
  const [first, second] = card.nodes
  const changes: Partial<CardBody>[] = [
    { member: 'hospital-south' },
    { chamber: 'regulators' },
    { nodes: [{ ...first, name: 'another' } as never, second as never] },
    { nodes: [{ ...first, duty: 'observer' } as never, second as never] },
    { nodes: [second as never, first as never] },
    { issuedAt: isoOf(secondsOf(card.issuedAt) + 1) },
    { expiresAt: isoOf(secondsOf(card.expiresAt) + 1) },
  ]
  it.each(changes.map((change) => [Object.keys(change).join(), change] as const))('%s: no proof holds', (_, change) => {
    expect(found({ ...card, ...change })).toEqual(
      everyProof.map((path) => ({ code: 'CARD_FORGED', path, whose: { ...card, ...change }.member })),
    )
  })

  it.each(['officer', 'agent', 'checkpoint'] as const)('%s: no proof holds', (role) => {
    expect(paths({ ...card, [role]: stranger })).toEqual(everyProof)
  })

  it('a node’s public key: no proof holds', () => {
    const publicKey = `0x${keyOf('a stranger').publicKey.slice(4)}` as Hex
    expect(paths({ ...card, nodes: [{ ...first, publicKey } as never, second as never] })).toEqual(everyProof)
  })

  it('chain or consortium: foreign as well as forged', () => {
    for (const change of [{ chainId: 620_621 }, { consortium: `0x${'11'.repeat(32)}` as Hex }]) {
      expect(codes({ ...card, ...change })).toEqual(['CARD_FOREIGN', ...everyProof.map(() => 'CARD_FORGED')])
    }
  })

  it('rehearsal: of the wrong kind as well as forged', () => {
    expect(codes({ ...card, rehearsal: true })).toEqual(['CARD_REHEARSAL', ...everyProof.map(() => 'CARD_FORGED')])
  })
})

describe('a proof of possession', () => {
  it.each(['officer', 'agent', 'checkpoint'] as const)('of the %s by another key is forged', (role) => {
    const forged = { ...card, proofs: { ...card.proofs, [role]: signedBy(keyOf('a stranger'), cardHash(body)) } }
    expect(found(forged)).toEqual([{ code: 'CARD_FORGED', path: `proofs.${role}`, whose: 'hospital-north' }])
  })

  it('of one role does not do for another, nor that of one node for the other', () => {
    const { officer, agent, checkpoint, nodes } = card.proofs
    const swapped = { officer: agent, agent: officer, checkpoint, nodes: [...nodes].reverse() }
    expect(paths({ ...card, proofs: swapped })).toEqual(everyProof.filter((path) => path !== 'proofs.checkpoint'))
  })

  it('that is missing or too many is forged', () => {
    const nodes = card.proofs.nodes
    expect(paths({ ...card, proofs: { ...card.proofs, nodes: nodes.slice(0, 1) } })).toEqual(['proofs.nodes[1]'])
    expect(paths({ ...card, proofs: { ...card.proofs, nodes: [...nodes, ...nodes.slice(1)] } })).toEqual([
      'proofs.nodes',
    ])
  })

  it('counts in one spelling only: the other s, other v and compact forms are forged', () => {
    const { officer } = card.proofs
    const s = BigInt(`0x${officer.slice(66, 130)}`)
    const high = (secp256k1.Point.Fn.ORDER - s).toString(16).padStart(64, '0')
    const v = officer.endsWith('1b') ? 0 : 1
    const spelled = (tail: string) => `${officer.slice(0, 130)}${tail}`
    const spellings = [
      `${officer.slice(0, 66)}${high}${v === 0 ? '1c' : '1b'}`,
      `${officer.slice(0, 66)}${high}${v === 0 ? '1b' : '1c'}`,
      ...['00', '01', '1d', '1e', '25', '26', 'ff'].map(spelled),
      `0x${'00'.repeat(64)}1b`,
      `0x${'ff'.repeat(64)}1b`,
      `0x${'00'.repeat(32)}${officer.slice(66)}`,
    ]
    for (const spelling of spellings) {
      expect(paths({ ...card, proofs: { ...card.proofs, officer: spelling as Hex } })).toEqual(['proofs.officer'])
    }
  })

  it('cannot be given for what is no point of the curve', () => {
    for (const publicKey of [`0x${'00'.repeat(64)}`, `0x${'ff'.repeat(64)}`, `0x${'11'.repeat(64)}`] as Hex[]) {
      const nodes = [{ name: 'hospital-north-1', duty: 'validator' as const, publicKey }]
      const odd = signedCard({ ...body, nodes }, { ...keys, nodes: keys.nodes.slice(0, 1) })
      expect(paths(odd)).toEqual(['proofs.nodes[0]'])
    }
  })
})

describe('a card honestly signed, but not for here', () => {
  const signed = (change: Partial<CardBody>, by: MemberKeys = keys) => signedCard({ ...body, ...change }, by)

  it('is foreign on another chain and under another description', () => {
    expect(codes(signed({ chainId: 620_621 }))).toEqual(['CARD_FOREIGN'])
    expect(codes(signed({ consortium: `0x${'11'.repeat(32)}` }))).toEqual(['CARD_FOREIGN'])
  })

  it('of a rehearsal is refused outside, and a real one inside', () => {
    expect(codes(signed({ rehearsal: true }))).toEqual(['CARD_REHEARSAL'])
    expect(codes(card, { ...expected, rehearsal: true })).toEqual(['CARD_REHEARSAL'])
  })

  it('has expired a second after its last one', () => {
    const at = secondsOf(card.expiresAt)
    expect(codes(card, { ...expected, at })).toEqual([])
    expect(codes(card, { ...expected, at: at + 1 })).toEqual(['CARD_EXPIRED'])
  })

  it('must have a key of its own for every role and node', () => {
    const twice = { ...keys, agent: keys.officer }
    expect(found(signed({ agent: body.officer }, twice))).toEqual([
      { code: 'KEY_REUSED', path: 'agent', whose: 'hospital-north' },
    ])
    const asNode = { ...keys, checkpoint: keys.nodes[1] as never }
    expect(paths(signed({ checkpoint: addressOf(asNode.checkpoint) }, asNode))).toEqual(['nodes[1].publicKey'])
    const [first, second] = body.nodes
    const nodes = [first, { ...second, publicKey: first?.publicKey }] as CardBody['nodes']
    expect(paths(signed({ nodes }, { ...keys, nodes: [keys.nodes[0], keys.nodes[0]] as never }))).toEqual([
      'nodes[1].publicKey',
    ])
  })
})

describe('a card that replaces keys', () => {
  const keysCard = signedCard({ ...body, nodes: [] }, { ...keys, nodes: [] })

  it('names no node, and every other names some', () => {
    expect(codes(keysCard, { ...expected, keysOnly: true } as typeof expected)).toEqual([])
    expect(codes(keysCard)).toEqual(['CARD_NODES'])
    expect(codes(card, { ...expected, keysOnly: true } as typeof expected)).toEqual(['CARD_NODES'])
  })
})

describe('a card whose officer is a contract', () => {
  const contract = stranger as Hex
  const proof = `0x${'ab'.repeat(130)}` as const
  const of = (officer: Hex) => {
    const signed = signedCard({ ...body, officer }, keys)
    return { ...signed, proofs: { ...signed.proofs, officer: proof } }
  }

  it('is in order where a chain says that the contract took its proof, and for that one proof alone', () => {
    const vouched = { ...expected, vouched: [contract] }
    expect(codes(of(contract), vouched)).toEqual([])
    expect(paths(of(contract))).toEqual(['proofs.officer'])
    expect(codes(of(addressOf(keyOf('another'))), vouched)).toEqual(['CARD_FORGED'])
  })

  it('is vouched for in the officer’s place only: agent, checkpoint and nodes sign themselves', () => {
    const vouched = { ...expected, vouched: [contract, body.agent, body.checkpoint] }
    const forged = { ...card, proofs: { ...card.proofs, agent: card.proofs.checkpoint, checkpoint: card.proofs.agent } }
    expect(codes(forged, vouched)).toEqual(['CARD_FORGED', 'CARD_FORGED'])
  })
})
