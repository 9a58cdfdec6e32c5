import { isoOf } from '../fields.ts'
import type { Hex } from '../hex.ts'
import type { HeldBack } from './expulsion-wait.ts'
import type { ProposalState } from './proposal.ts'
import { reasonToGoOn } from './stand-down.ts'

/** Something that is not done yet, and whose turn it is. */
export interface Waiting {
  /** A proposal's short id, or a node's name. */
  readonly subject: string
  /** Whom it is about; null where it is no one member's affair. */
  readonly member: string | null
  readonly stage: Stage
  /** Members that have to do something; empty where only time has to pass. */
  readonly from: readonly string[]
  readonly says: string
}

export type Stage =
  | 'proposing'
  | 'opening'
  | 'voting'
  | 'queueing'
  | 'timelock'
  | 'executing'
  | 'syncing'
  | 'activating'
  | 'validators-voting'
  | 'standing-down'
  | 'opening-epoch'
  | 'handing-over'

/** What the contracts say, as far as it bears on what is awaited. */
export interface Affairs {
  /** Unix seconds of the newest block. */
  readonly time: number
  readonly members: readonly Affiliated[]
  readonly proposals: readonly OpenAffair[]
  readonly change: ChangeAffair | undefined
  /** Who is suspended by an emergency alone. */
  readonly barred?: string | undefined
  readonly signers: SignersAffair
}

/** Who signs checkpoints, as far as it is not yet who should. */
export interface SignersAffair {
  readonly epoch: number
  /** Governance has changed who signs since the epoch was opened. */
  readonly stale: boolean
  /** Signatures that the handover to this epoch still lacks, and whose they could be. */
  readonly lacking: number
  readonly unheard: readonly string[]
}

export interface Affiliated {
  readonly name: string
  readonly status: 'candidate' | 'active' | 'suspended' | 'expelled'
  readonly nodes: readonly {
    readonly name: string
    readonly duty: 'validator' | 'observer'
    readonly state: 'unknown' | 'candidate' | 'synced' | 'active' | 'retired'
    readonly address: Hex
  }[]
}

export interface OpenAffair {
  readonly short: string
  readonly state: ProposalState
  /** Unix seconds. */
  readonly snapshot: number
  readonly deadline: number
  readonly eta: number
  /** Active members that have a vote on it and have not cast it; only looked at while the vote is open. */
  readonly unheard: readonly string[]
  /** Why nobody is to execute it yet; only looked at once it is queued. */
  readonly held?: HeldBack | undefined
}

export interface ChangeAffair {
  readonly node: Hex
  readonly activation: boolean
  readonly needed: number
  readonly confirmed: number
  /** Members that may confirm it and have not. */
  readonly unheard: readonly string[]
}

/** Everything that waits, with whom it waits for: proposals first, then nodes in the order of their members. */
export function awaited(affairs: Affairs): Waiting[] {
  return [...affairs.proposals.flatMap((one) => ofProposal(one, affairs)), ...ofNodes(affairs), ...ofSigners(affairs)]
}

function ofSigners(affairs: Affairs): Waiting[] {
  const { epoch, stale, lacking, unheard } = affairs.signers
  const step = (number: number, stage: Stage, from: readonly string[], says: string): Waiting => {
    return { subject: `signers of epoch ${number}`, member: null, stage, from, says }
  }
  const opening = 'an agent of any member opens it at its next look at the checkpoint board'
  const handing = `${lacking} more of the signers before have to hand over`
  return [
    ...(lacking > 0 ? [step(epoch, 'handing-over', unheard, handing)] : []),
    ...(stale ? [step(epoch + 1, 'opening-epoch', active(affairs), opening)] : []),
  ]
}

function ofProposal(proposal: OpenAffair, affairs: Affairs) {
  const { short: subject, state, snapshot, deadline, eta, unheard, held } = proposal
  const it = { subject, member: null }
  const all = active(affairs)
  const step = (stage: Stage, from: readonly string[], says: string): Waiting[] => [{ ...it, stage, from, says }]
  switch (state) {
    case 'pending':
      return step('opening', [], `the vote opens at ${isoOf(snapshot)}`)
    case 'active':
      return step('voting', unheard, `votes until ${isoOf(deadline)}, or whatever those cast come to then`)
    case 'succeeded':
      return step('queueing', all, 'it passed; an agent of any member queues it')
    case 'queued':
      if (affairs.time < eta) return step('timelock', [], `its timelock runs until ${isoOf(eta)}`)
      if (held !== undefined) return step('executing', held.from, held.says)
      return step('executing', all, 'an agent of any member executes it')
    default:
      return []
  }
}

function ofNodes(affairs: Affairs): Waiting[] {
  return affairs.members.flatMap(({ name: member, status, nodes }) =>
    nodes.flatMap(({ name: subject, address, state, duty }): Waiting[] => {
      const it = { subject, member }
      const { change } = affairs
      if (change?.node === address) return [{ ...it, ...changing(change) }]
      if (status === 'suspended' && member !== affairs.barred && duty === 'validator' && state === 'active') {
        return [{ ...it, ...standingDown(member, affairs) }]
      }
      if (status !== 'active') return []
      if (state === 'candidate') {
        const says = `it has to run and to follow the chain; ${member}’s agent then says so`
        return [{ ...it, stage: 'syncing', from: [member], says }]
      }
      if (state !== 'synced') return []
      const waits = duty === 'validator' && change !== undefined
      const says = waits
        ? `it follows the chain; the change of ${nameOf(change.node, affairs)} comes first`
        : 'it follows the chain; an agent of any member puts it to its duty'
      return [{ ...it, stage: 'activating', from: waits ? change.unheard : active(affairs), says }]
    }),
  )
}

function changing({ activation, needed, confirmed, unheard }: ChangeAffair) {
  const seen = `${confirmed} of ${needed} members have seen it done`
  const says = activation
    ? `validators vote it in once it runs and they are connected to it; ${seen}`
    : `validators vote it out; ${seen}`
  return { stage: 'validators-voting', from: unheard, says } as const
}

function standingDown(owner: string, affairs: Affairs) {
  const { change, members } = affairs
  const why = reasonToGoOn(members, owner)
  const first = change === undefined ? undefined : `the change of ${nameOf(change.node, affairs)} comes first`
  const waits = why === undefined ? first : `it goes on, since ${why}`
  const says = `its member is suspended; ${waits ?? 'an agent of any member stands it down while enough others live'}`
  const from = why === undefined ? (change?.unheard ?? active(affairs)) : []
  return { stage: 'standing-down', from, says } as const
}

function nameOf(node: Hex, { members }: Affairs): string {
  return members.flatMap(({ nodes }) => nodes).find(({ address }) => address === node)?.name ?? node
}

function active({ members }: Affairs): string[] {
  return members.filter(({ status }) => status === 'active').map(({ name }) => name)
}
