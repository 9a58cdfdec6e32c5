import type { JsonRpcProvider, LogDescription } from 'ethers'
import type { DecisionRule } from '../../network/consortium/consortium.ts'
import { type DecisionClass, decisionClasses } from '../../network/consortium/decision-class.ts'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { ruleOf } from '../../network/governance/rule-struct.ts'
import {
  type Proposal,
  type ProposalState,
  proposalId,
  proposalStates,
  shortId,
  wholeId,
} from '../../network/governance/proposal.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { slugOf } from '../../network/slug.ts'
import { read } from './read.ts'
import { readLogs } from './read-logs.ts'
import { chainTime } from './wait-until.ts'

export interface ProposalOnChain extends Proposal {
  readonly id: bigint
  readonly proposer: Hex
  readonly state: ProposalState
  readonly decisionClass: DecisionClass
  /** Unix seconds: when the roll of voters is taken, when voting ends, when it may be executed (0 before it is queued). */
  readonly snapshot: number
  readonly deadline: number
  readonly eta: number
  /** In which it was proposed. */
  readonly block: number
}

export interface Tally {
  readonly for: number
  readonly against: number
  readonly abstain: number
  /** Votes in the chamber at the snapshot; 0 before it. */
  readonly size: number
}

/**
 * Every proposal ever made, oldest first. Each is held against its id; of one that the node shows with another content there
 * is nothing to be told, and the others stand.
 */
export async function readProposals(provider: JsonRpcProvider): Promise<ProposalOnChain[]> {
  return (await proposalsOn(provider)).sound
}

/**
 * @param name the whole id in decimal or hex, or the beginning of it in hex, as people write it.
 * @throws QuorateError PROPOSAL_UNKNOWN, PROPOSAL_FORGED
 */
export async function findProposal(provider: JsonRpcProvider, name: string): Promise<ProposalOnChain> {
  const { sound, forged } = await proposalsOn(provider)
  const wanted = name.toLowerCase().replace(/^0x/, '')
  const isMeant = (id: bigint) => id.toString() === wanted || (wanted.length > 0 && wholeId(id).startsWith(wanted))
  const [ids, matching] = [forged.filter(isMeant), sound.filter(({ id }) => isMeant(id))]
  const [[lie], [only]] = [ids, matching]
  const among = [...ids, ...matching.map(({ id }) => id)]
  if (among.length === 1) {
    if (only !== undefined) return only
    if (lie !== undefined) throw forgedLog(lie)
  }
  throw new QuorateError(
    'PROPOSAL_UNKNOWN',
    `${among.length === 0 ? 'No proposal' : 'More than one proposal'} is ${name}.`,
    {
      facts: { given: name, proposals: among.length > 1 ? among.map(wholeId) : sound.map(({ id }) => shortId(id)) },
      remedy: 'See `quorate proposals`, and give an id as it stands there.',
    },
  )
}

async function proposalsOn(provider: JsonRpcProvider): Promise<{ sound: ProposalOnChain[]; forged: bigint[] }> {
  const governor = interfaceOf('ConsortiumGovernor')
  const topic = governor.getEvent('ProposalCreated')?.topicHash ?? ''
  const filter = { address: predeploys.ConsortiumGovernor, topics: [topic] }
  const logs = await readLogs(provider, filter, { from: 0, to: await provider.getBlockNumber() })
  const shown = logs.flatMap((log) => {
    const event = governor.parseLog(log)
    return event === null ? [] : [{ ...shownBy(event), block: log.blockNumber }]
  })
  const isSound = ({ id, proposal }: Shown) => proposalId(proposal) === id
  return {
    sound: await Promise.all(shown.filter(isSound).map((one) => proposalOf(provider, one))),
    forged: shown.filter((one) => !isSound(one)).map(({ id }) => id),
  }
}

/** The rule a proposal was made under. */
export async function readRuleOf(provider: JsonRpcProvider, id: bigint): Promise<DecisionRule> {
  const [rule] = await read(provider, 'ConsortiumGovernor', 'ruleOf', id)
  return ruleOf(rule)
}

/** Members that at the snapshot held another number of votes than their own one; empty before it. */
export async function readHolders(
  provider: JsonRpcProvider,
  { snapshot }: Pick<ProposalOnChain, 'snapshot'>,
): Promise<{ readonly member: string; readonly votes: number }[]> {
  if ((await chainTime(provider)) <= snapshot) return []
  const [ids, then] = [await read(provider, 'MemberRegistry', 'organisations'), BigInt(snapshot)]
  const held = await Promise.all(
    ids.map(async (id) => {
      const votes = Number(await read(provider, 'MemberRegistry', 'getPastVotes', id, then))
      return { member: slugOf(id), votes }
    }),
  )
  return held.filter(({ votes }) => votes !== 1)
}

/** Votes so far, in the order of the chambers. */
export async function readTallies(provider: JsonRpcProvider, id: bigint, chambers: number): Promise<Tally[]> {
  return Promise.all(
    Array.from({ length: chambers }, async (_, chamber) => {
      const [yes, no, abstain, size] = await read(provider, 'ConsortiumGovernor', 'tally', id, BigInt(chamber))
      return { for: Number(yes), against: Number(no), abstain: Number(abstain), size: Number(size) }
    }),
  )
}

interface Shown {
  readonly id: bigint
  readonly proposal: Proposal
  readonly proposer: Hex
}

function shownBy({ args }: LogDescription): Shown {
  const targets = [...args.targets] as Hex[]
  const calldatas = [...args.calldatas] as Hex[]
  const actions = targets.map((target, i) => ({ target, calldata: calldatas[i] ?? '0x' }))
  const proposal = { actions, description: args.description as Hex }
  return { id: BigInt(args.proposalId), proposal, proposer: args.proposer }
}

async function proposalOf(
  provider: JsonRpcProvider,
  { id, proposal, proposer, block }: Shown & { readonly block: number },
): Promise<ProposalOnChain> {
  const [state, snapshot, deadline, eta, decisionClass] = await Promise.all([
    read(provider, 'ConsortiumGovernor', 'state', id),
    read(provider, 'ConsortiumGovernor', 'proposalSnapshot', id),
    read(provider, 'ConsortiumGovernor', 'proposalDeadline', id),
    read(provider, 'ConsortiumGovernor', 'proposalEta', id),
    read(provider, 'ConsortiumGovernor', 'classOfProposal', id),
  ])
  return {
    ...proposal,
    id,
    proposer,
    state: proposalStates[Number(state)] ?? 'pending',
    decisionClass: decisionClasses[Number(decisionClass)] ?? 'upgrade',
    snapshot: Number(snapshot),
    deadline: Number(deadline),
    eta: Number(eta),
    block,
  }
}

function forgedLog(id: bigint): QuorateError {
  return new QuorateError(
    'PROPOSAL_FORGED',
    `The node shows calls for proposal ${shortId(id)} that its id does not stand for.`,
    {
      facts: { proposal: id.toString() },
      remedy: 'Ask another node, and tell the operator of this one.',
    },
  )
}
