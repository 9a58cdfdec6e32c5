import { type Card, cardHash, nodeAddress } from '../../ceremony/card.ts'
import type { Founding } from '../../ceremony/founding.ts'
import type { Consortium } from '../../consortium/consortium.ts'
import { decisionClasses } from '../../consortium/decision-class.ts'
import { type PredeployName, predeploys } from '../../genesis/addresses.ts'
import { ruleStruct } from '../rule-struct.ts'
import type { Hex } from '../../hex.ts'
import { organisationId, slugBytes32 } from '../../slug.ts'
import { type Entry, encodeEntry } from './entry.ts'
import type { EntryKind } from './entry-kinds.ts'

/** What a founding says before it is derived. */
export interface Founders extends Pick<Founding, 'cards'> {
  readonly consortium: Consortium
}

type Unplaced = readonly [contract: PredeployName, kind: EntryKind, said: Readonly<Record<string, unknown>>]

/**
 * What genesis itself put into the log. Block 0 has no receipts to read it from: it follows from the description and the
 * founders' cards, and that it is so is proven by the head in the founding's state.
 */
export function genesisEntries({ consortium, cards }: Founders): Entry[] {
  const { checkpoints, emergency } = consortium
  const cadence = { cadenceSeconds: checkpoints.everySeconds, firstWindow: 0, since: 0 }
  const settings = { signers: emergency.signers, lapse: emergency.lapseSeconds, rest: emergency.restSeconds }
  const said: readonly Unplaced[] = [
    ...decisionClasses.map((name, number): Unplaced => {
      const rule = ruleStruct(consortium.decisions[name])
      return ['ConsortiumGovernor', 'rule-set', { class: number, version: 1, rule }]
    }),
    ['CheckpointBoard', 'threshold-set', { threshold: checkpoints.threshold }],
    ['CheckpointBoard', 'cadence-set', cadence],
    ['EmergencyCouncil', 'emergency-settings-set', settings],
    ...cards.flatMap((card) => admission(card, consortium.chambers.indexOf(card.chamber))),
    ...cards.flatMap(({ nodes }) => nodes.map(activation)),
  ]
  return said.map(([contract, kind, saying], i) => ({
    index: i + 1,
    kind,
    source: predeploys[contract],
    time: consortium.foundedAt,
    data: encodeEntry(kind, saying),
  }))
}

/** The head of the log in the state of block 0, which every founder signed: its first two slots. */
export function genesisHead({ genesis }: Pick<Founding, 'genesis'>): { readonly hash: Hex; readonly count: number } {
  const slots = genesis.alloc[predeploys.GovernanceLog]?.storage ?? {}
  const slot = (number: number): Hex => slots[`0x${String(number).padStart(64, '0')}`] ?? '0x0'
  return { hash: slot(0), count: Number(slot(1)) }
}

function admission(card: Card, chamber: number): Unplaced[] {
  const organisation = organisationId(card.member)
  const { officer, agent, checkpoint } = card
  return [
    ['MemberRegistry', 'admitted', { organisation, chamber, officer, agent, checkpoint, cardHash: cardHash(card) }],
    ...card.nodes.map((node): Unplaced => {
      const [x, y] = [node.publicKey.slice(0, 66), `0x${node.publicKey.slice(66)}`]
      const duty = node.duty === 'validator' ? 0 : 1
      const registered = { organisation, node: nodeAddress(node.publicKey), name: slugBytes32(node.name), duty, x, y }
      return ['NodeRegistry', 'node-registered', registered]
    }),
  ]
}

function activation(node: Card['nodes'][number]): Unplaced {
  return ['NodeRegistry', 'node-activated', { node: nodeAddress(node.publicKey) }]
}
