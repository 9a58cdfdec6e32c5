import type { Card } from '../../network/ceremony/card.ts'
import { canonicalJson } from '../../network/canonical.ts'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { isoOf } from '../../network/fields.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import type { Action } from '../../network/governance/action.ts'
import { type Proposal, proposalArguments, proposalId } from '../../network/governance/proposal.ts'
import type { NodeFacts } from '../../network/agent/node-facts.ts'
import { organisationId } from '../../network/slug.ts'
import { carryingOn } from '../../provisioner/chain/carry-on.ts'
import type { Call } from '../../provisioner/chain/send.ts'
import { read } from '../../provisioner/chain/read.ts'
import { cardBodyOf, keysOf, signedCard } from '../fixtures/founders.ts'
import type { LiveMember } from './agent-network.ts'

/** A fifth member's card, valid now, for a network that stands. */
export function joinersCard({ founding }: Lock, now: number): Card {
  const joiner = {
    name: 'hospital-east',
    chamber: 'hospitals',
    nodes: [{ name: 'hospital-east-1', duty: 'validator' }],
  } as const
  const keys = keysOf(joiner)
  const body = cardBodyOf(founding.consortium, joiner, keys)
  const times = { issuedAt: isoOf(now - 600), expiresAt: isoOf(now + 86_400) }
  return signedCard({ ...body, consortium: founding.foundingId, ...times }, keys)
}

/** What a sponsor's agent says for a joiner that nobody lets in yet. */
export function announce(member: LiveMember, record: Endpoints): Promise<unknown> {
  const bytes = new TextEncoder().encode(canonicalJson(record))
  const data = interfaceOf('NodeRegistry').encodeFunctionData('announceEndpoints', [
    organisationId(record.member),
    bytes,
  ])
  return say(member, { contract: 'NodeRegistry', data, what: 'announcement', as: 'agent' })
}

/** Proposed by the first, voted for by all as soon as the chain takes votes; who queues and executes is the agents' affair. */
export async function propose(members: readonly LiveMember[], action: Action, salt: number): Promise<Proposal> {
  const [first] = members
  if (first === undefined) throw new RangeError('nobody to propose')
  const proposal: Proposal = { actions: [action], description: `0x${salt.toString(16).padStart(64, '0')}` }
  const { targets, values, calldatas, description } = proposalArguments(proposal)
  const governor = interfaceOf('ConsortiumGovernor')
  const data = governor.encodeFunctionData('propose', [targets, values, calldatas, description])
  await say(first, { contract: 'ConsortiumGovernor', data, what: 'proposal' })
  const id = proposalId(proposal)
  // Each votes by its own node, and one of them may be a block behind.
  const isOpen = async ({ eyes }: LiveMember) => (await read(eyes.provider(), 'ConsortiumGovernor', 'state', id)) === 1n
  await until(30, async () => (await Promise.all(members.map(isOpen))).every(Boolean))
  const vote = governor.encodeFunctionData('castVote', [id, 1])
  await Promise.all(members.map((member) => say(member, { contract: 'ConsortiumGovernor', data: vote, what: 'vote' })))
  return proposal
}

/** Queued and executed by one member alone, as any may where the agents do not. */
export async function carryOut(member: LiveMember, proposal: Proposal): Promise<void> {
  const stands = async (state: bigint) =>
    (await read(member.eyes.provider(), 'ConsortiumGovernor', 'state', proposalId(proposal))) === state
  await until(60, () => stands(4n))
  await say(member, carryingOn(proposal, 'queue'))
  // Its time has come when a block is as late as that.
  await until(30, () =>
    say(member, carryingOn(proposal, 'execute')).then(
      () => true,
      () => false,
    ),
  )
}

export async function factsOf(member: LiveMember): Promise<NodeFacts> {
  const [facts] = (await member.eyes.look()).nodes
  if (facts === undefined) throw new Error(`${member.name} has no node that answers`)
  return facts
}

/** @returns after how many seconds it held. @throws where it does not within `seconds`. */
export async function until(seconds: number, holds: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  for (;;) {
    if (await holds().catch(() => false)) return (performance.now() - began) / 1000
    if (performance.now() - began > seconds * 1000) throw new Error(`not within ${seconds} s: ${holds}`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

function say(member: LiveMember, call: Call): Promise<unknown> {
  return member.hold.with((at) => at.send(call))
}
