import { computeAddress } from 'ethers'
import { isoOf, secondsOf } from '../fields.ts'
import type { Hex } from '../hex.ts'
import type { Problem } from '../problem.ts'
import { signerOf } from '../typed-data.ts'
import { type Card, cardHash, nodeAddress } from './card.ts'

/** What a card is held against. */
export interface CardExpectation {
  readonly chainId: number
  /** The description's digest for founders, the founding id for joiners. */
  readonly consortium: Hex
  /** Unix seconds at which the card has to be in force. */
  readonly at: number
  readonly rehearsal: boolean
  /** A card that replaces keys names no node; every other names some. */
  readonly keysOnly?: boolean
  /** Addresses of contracts that took the card's proof as theirs (ERC-1271), by the word of a chain. */
  readonly vouched?: readonly string[]
}

/** All that is wrong with one card by itself: where it belongs, when it holds, and a proof for every key in it. */
export function checkCard(card: Card, expected: CardExpectation, file: string): Problem[] {
  return [
    ...belongs(card, expected),
    ...inForce(card, expected),
    ...nodes(card, expected),
    ...distinctKeys(card),
    ...proofs(card, expected.vouched ?? []),
  ].map((problem) => ({ ...problem, file, whose: card.member }))
}

function belongs(card: Card, expected: CardExpectation): Problem[] {
  const problems: Problem[] = []
  if (card.chainId !== expected.chainId || card.consortium !== expected.consortium) {
    problems.push({
      code: 'CARD_FOREIGN',
      path: 'consortium',
      found: `a card for ${card.consortium} on chain ${card.chainId}`,
      expected: `a card for ${expected.consortium} on chain ${expected.chainId}`,
    })
  }
  if (card.rehearsal !== expected.rehearsal) {
    problems.push({
      code: 'CARD_REHEARSAL',
      path: 'rehearsal',
      found: card.rehearsal ? 'a card made with rehearsal keys' : 'a card made with real keys',
      expected: expected.rehearsal ? 'rehearsal cards only, in a rehearsal' : 'no rehearsal card outside a rehearsal',
    })
  }
  return problems
}

function inForce(card: Card, expected: CardExpectation): Problem[] {
  if (secondsOf(card.expiresAt) >= expected.at) return []
  return [
    {
      code: 'CARD_EXPIRED',
      path: 'expiresAt',
      found: card.expiresAt,
      expected: `a card in force at ${isoOf(expected.at)}`,
    },
  ]
}

function nodes({ nodes: named }: Card, { keysOnly = false }: CardExpectation): Problem[] {
  if ((named.length === 0) === keysOnly) return []
  const expected = keysOnly ? 'none: it replaces keys (quorate card --keys)' : 'one node at least'
  return [{ code: 'CARD_NODES', path: 'nodes', found: `${named.length} nodes`, expected }]
}

/** Every address that a card claims, with the place it stands in. */
export function cardKeys(card: Card): { path: string; address: string }[] {
  return [
    { path: 'officer', address: card.officer.toLowerCase() },
    { path: 'agent', address: card.agent.toLowerCase() },
    { path: 'checkpoint', address: card.checkpoint.toLowerCase() },
    ...card.nodes.map((node, i) => ({ path: `nodes[${i}].publicKey`, address: nodeAddress(node.publicKey) })),
  ]
}

function distinctKeys(card: Card): Problem[] {
  const seen = new Map<string, string>()
  const problems: Problem[] = []
  for (const { path, address } of cardKeys(card)) {
    const first = seen.get(address)
    if (first === undefined) seen.set(address, path)
    else problems.push({ code: 'KEY_REUSED', path, found: `the key of ${first}`, expected: 'a key of its own' })
  }
  return problems
}

function proofs(card: Card, vouched: readonly string[]): Problem[] {
  const digest = cardHash(card)
  const claims = [
    { path: 'proofs.officer', by: card.officer, signature: card.proofs.officer },
    { path: 'proofs.agent', by: card.agent, signature: card.proofs.agent },
    { path: 'proofs.checkpoint', by: card.checkpoint, signature: card.proofs.checkpoint },
    ...card.nodes.map((node, i) => ({
      path: `proofs.nodes[${i}]`,
      by: publicKeyAddress(node.publicKey),
      signature: card.proofs.nodes[i] ?? '0x',
    })),
  ]
  const byContract = ({ path, by }: { path: string; by: string | undefined }) =>
    path === 'proofs.officer' && by !== undefined && vouched.includes(by)
  const forged = claims.filter(
    (claim) => !byContract(claim) && (claim.by === undefined || signerOf(digest, claim.signature) !== claim.by),
  )
  const problems = forged.map(({ path, by }) => ({
    code: 'CARD_FORGED',
    path,
    found: 'a signature that this key did not make over this card',
    expected: `a proof of possession by ${by ?? 'a point on secp256k1'}`,
  }))
  if (card.proofs.nodes.length > card.nodes.length) {
    problems.push({
      code: 'CARD_FORGED',
      path: 'proofs.nodes',
      found: 'more proofs than nodes',
      expected: 'one a node',
    })
  }
  return problems
}

function publicKeyAddress(publicKey: Hex): string | undefined {
  try {
    return computeAddress(`0x04${publicKey.slice(2)}`)
  } catch {
    return undefined
  }
}
