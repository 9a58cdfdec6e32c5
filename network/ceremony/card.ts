import { keccak256 } from 'ethers'
import { z } from 'zod'
import {
  address,
  anyHex,
  chainId,
  duty,
  hash32,
  instant,
  memberName,
  publicKey64,
  secondsOf,
  signature65,
  slug,
} from '../fields.ts'
import type { Hex } from '../hex.ts'
import { organisationId, slugBytes32 } from '../slug.ts'
import { type TypedData, typedDigest } from '../typed-data.ts'

/** Bytes: some thirty signatures of a multi-signer account. */
const LONGEST_PROOF = 2048

/** A signature; of an officer that is a contract (ERC-1271), whatever that contract takes. */
const officerProof = anyHex.refine(
  (proof) => proof.length >= 2 + 65 * 2 && proof.length <= 2 + LONGEST_PROOF * 2,
  `a signature of 65 to ${LONGEST_PROOF} bytes`,
)

const cardNode = z.strictObject({ name: slug, duty, publicKey: publicKey64 })

/** What a member says of itself, without the proofs. */
export const cardBody = z.strictObject({
  format: z.literal('quorate/card/1'),
  member: memberName,
  chamber: slug,
  chainId,
  /** The digest of the description (a founder's card) or the founding id of the network (a joiner's). */
  consortium: hash32,
  /** Votes and proposes. */
  officer: address,
  /** Acts for the member's long-running sidecar; has no vote. */
  agent: address,
  /** Signs checkpoints, and nothing else. */
  checkpoint: address,
  /** None in a card that replaces keys. */
  nodes: z.array(cardNode).max(64),
  issuedAt: instant,
  expiresAt: instant,
  /** Made with weak keys for a rehearsal; refused everywhere else. */
  rehearsal: z.boolean(),
})

/** A member's signed public card: a proof of possession by every key in it. `proofs.nodes` in the order of `nodes`. */
export const cardSchema = cardBody.extend({
  proofs: z.strictObject({
    officer: officerProof,
    agent: signature65,
    checkpoint: signature65,
    nodes: z.array(signature65),
  }),
})

export type CardBody = z.output<typeof cardBody>
export type Card = z.output<typeof cardSchema>

/** Duties as the contracts number them. */
export const DUTY_NUMBER = { validator: 0, observer: 1 } as const

/** The EIP-712 struct that every key in the card signs, and that the contract hashes again at admission. */
export function cardTypedData(card: CardBody): TypedData {
  return {
    domain: { name: 'quorate', version: '1', chainId: card.chainId, salt: card.consortium },
    types: CARD_TYPES,
    message: cardStruct(card),
  }
}

/** The struct's fields as the contracts take them. */
export function cardStruct(card: CardBody) {
  return {
    organisation: organisationId(card.member),
    chamber: slugBytes32(card.chamber),
    officer: card.officer,
    agent: card.agent,
    checkpoint: card.checkpoint,
    nodes: card.nodes.map((node) => ({
      name: slugBytes32(node.name),
      duty: DUTY_NUMBER[node.duty],
      publicKey: node.publicKey,
    })),
    issuedAt: secondsOf(card.issuedAt),
    expiresAt: secondsOf(card.expiresAt),
    rehearsal: card.rehearsal,
  }
}

/** Hash of what the keys signed; it does not depend on the signatures' bytes. */
export function cardHash(card: CardBody): Hex {
  return typedDigest(cardTypedData(card))
}

/** A node's address: the last 20 bytes of keccak-256 of its public key, as Besu derives it. Lower case. */
export function nodeAddress(publicKey: Hex): Hex {
  return `0x${keccak256(publicKey).slice(-40)}`
}

/** Addresses of the founding validators. */
export function validatorsOf(cards: readonly Card[]): Hex[] {
  return cards.flatMap(({ nodes }) =>
    nodes.filter(({ duty }) => duty === 'validator').map((node) => nodeAddress(node.publicKey)),
  )
}

const CARD_TYPES = {
  Card: [
    { name: 'organisation', type: 'address' },
    { name: 'chamber', type: 'bytes32' },
    { name: 'officer', type: 'address' },
    { name: 'agent', type: 'address' },
    { name: 'checkpoint', type: 'address' },
    { name: 'nodes', type: 'Node[]' },
    { name: 'issuedAt', type: 'uint64' },
    { name: 'expiresAt', type: 'uint64' },
    { name: 'rehearsal', type: 'bool' },
  ],
  Node: [
    { name: 'name', type: 'bytes32' },
    { name: 'duty', type: 'uint8' },
    { name: 'publicKey', type: 'bytes' },
  ],
}
