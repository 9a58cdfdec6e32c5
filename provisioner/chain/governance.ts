import type { JsonRpcProvider } from 'ethers'
import { decisionClasses } from '../../network/consortium/decision-class.ts'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { ruleOf } from '../../network/governance/rule-struct.ts'
import type { Governance, GovernedMember, GovernedNode } from '../../network/governance/log/governance.ts'
import { forkOf } from '../../network/governance/log/steps.ts'
import type { Hex } from '../../network/hex.ts'
import { atBlock } from './at-block.ts'
import { readEmergency } from './emergency.ts'
import { readFleets } from './fleets.ts'
import { type MemberOnChain, readMembers } from './members.ts'
import { read } from './read.ts'

/** Where a proxy keeps the address of its code (ERC-1967). */
const CODE_SLOT = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc'

/** How the network is governed as its contracts answer at one block. */
export async function readGovernance(provider: JsonRpcProvider, block: number): Promise<Governance> {
  const then = atBlock(provider, block)
  const [members, fleets, validators, change, rules, threshold, cadence, emergency, amendments, code] =
    await Promise.all([
      readMembers(then),
      readFleets(then),
      read(then, 'NodeRegistry', 'validators'),
      read(then, 'NodeRegistry', 'changeInFlight'),
      readVersionedRules(then),
      read(then, 'CheckpointBoard', 'threshold'),
      read(then, 'CheckpointBoard', 'cadenceSeconds'),
      readEmergency(then),
      read(then, 'Amendments', 'amendments'),
      readCode(provider, block),
    ])
  return {
    members: Object.fromEntries(members.map((member) => [member.name, governed(member)])),
    nodes: Object.fromEntries(members.flatMap(nodesOf)),
    fleets: Object.fromEntries(fleets.map(({ fleet, member, hands, offered }) => [fleet, { member, hands, offered }])),
    validators: validators.map(lower).toSorted(),
    change: BigInt(change.node) === 0n ? null : lower(change.node),
    rules,
    checkpoints: { threshold: Number(threshold), cadenceSeconds: Number(cadence) },
    emergency,
    amendments: amendments.map(({ kind, beginsAt, fork, blockPeriodSeconds, cancelledAt }) => ({
      kind: Number(kind),
      beginsAt: Number(beginsAt),
      fork: forkOf(fork),
      blockPeriodSeconds: Number(blockPeriodSeconds),
      cancelled: cancelledAt !== 0n,
    })),
    code,
  }
}

async function readVersionedRules(provider: JsonRpcProvider): Promise<Governance['rules']> {
  const rules = await Promise.all(
    decisionClasses.map(async (name, number) => {
      const [rule, version] = await read(provider, 'ConsortiumGovernor', 'ruleFor', BigInt(number))
      return [name, { version: Number(version), rule: ruleOf(rule) }] as const
    }),
  )
  return Object.fromEntries(rules)
}

async function readCode(provider: JsonRpcProvider, block: number): Promise<Record<string, Hex>> {
  const names = Object.keys(predeploys) as PredeployName[]
  const found = await Promise.all(
    names.map(async (name) => {
      const slot = await provider.getStorage(predeploys[name], CODE_SLOT, block)
      return [name, `0x${slot.slice(-40).toLowerCase()}`] as const
    }),
  )
  return Object.fromEntries(found)
}

function governed(member: MemberOnChain): GovernedMember {
  const { chamber, status, officer, agent, checkpoint, cardHash, delegate, delegatedUntil } = member
  return {
    chamber,
    status: status === 'candidate' ? 'expelled' : status,
    officer: lower(officer),
    agent: lower(agent),
    checkpoint: lower(checkpoint),
    cardHash: lower(cardHash),
    delegate,
    delegatedUntil,
  }
}

function nodesOf({ name: member, nodes }: MemberOnChain): [Hex, GovernedNode][] {
  return nodes.map(({ name, duty, state, address, publicKey }) => [
    lower(address),
    { member, name, duty, state: state === 'unknown' ? 'candidate' : state, publicKey: lower(publicKey) },
  ])
}

function lower(text: string): Hex {
  return text.toLowerCase() as Hex
}
