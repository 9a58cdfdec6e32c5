import type { JsonRpcProvider } from 'ethers'
import { decisionClasses } from '../../network/consortium/decision-class.ts'
import { readMembers } from './members.ts'
import { read } from './read.ts'
import { readRules } from './rules.ts'

/** All that a decision can change and people go by, as plain data: what stands here before and after tells what it did. */
export async function readGoverned(provider: JsonRpcProvider): Promise<object> {
  const [members, rules, validators, change, threshold, cadence, accounts] = await Promise.all([
    readMembers(provider),
    readRules(provider),
    read(provider, 'NodeRegistry', 'validators'),
    read(provider, 'NodeRegistry', 'changeInFlight'),
    read(provider, 'CheckpointBoard', 'threshold'),
    read(provider, 'CheckpointBoard', 'cadenceSeconds'),
    read(provider, 'MemberRegistry', 'accounts'),
  ])
  const nodes = members.flatMap(({ name, nodes: own }) =>
    own.map((node) => [node.name, { member: name, duty: node.duty, state: node.state }] as const),
  )
  return {
    members: Object.fromEntries(
      members.map(({ name, chamber, status, officer, agent, checkpoint, delegate }) => {
        return [name, { chamber, status, officer, agent, checkpoint, delegate }]
      }),
    ),
    nodes: Object.fromEntries(nodes),
    validators: { count: validators.length },
    accounts: { count: accounts.length },
    changeInFlight: BigInt(change.node) === 0n ? null : change.node,
    checkpoints: { threshold: Number(threshold), cadenceSeconds: Number(cadence) },
    rules: Object.fromEntries(decisionClasses.map((name) => [name, rules[name]])),
  }
}
