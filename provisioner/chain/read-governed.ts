import type { JsonRpcProvider } from 'ethers'
import { decisionClasses } from '../../network/consortium/decision-class.ts'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { readAmendments } from './amendments.ts'
import { readFleets } from './fleets.ts'
import { readMembers } from './members.ts'
import { read } from './read.ts'
import { readRules } from './rules.ts'

/** All that a decision can change and people go by, as plain data: what stands here before and after tells what it did. */
export async function readGoverned(provider: JsonRpcProvider): Promise<object> {
  const [members, fleets, rules, validators, change, threshold, cadence, accounts, amendments, code] =
    await Promise.all([
      readMembers(provider),
      readFleets(provider),
      readRules(provider),
      read(provider, 'NodeRegistry', 'validators'),
      read(provider, 'NodeRegistry', 'changeInFlight'),
      read(provider, 'CheckpointBoard', 'threshold'),
      read(provider, 'CheckpointBoard', 'cadenceSeconds'),
      read(provider, 'MemberRegistry', 'accounts'),
      readAmendments(provider),
      readCode(provider),
    ])
  const nodes = members.flatMap(({ name, nodes: own }) =>
    own.map((node) => [`${name}/${node.name}`, { duty: node.duty, state: node.state }] as const),
  )
  return {
    members: Object.fromEntries(
      members.map(({ name, chamber, status, officer, agent, checkpoint, delegate }) => {
        return [name, { chamber, status, officer, agent, checkpoint, delegate }]
      }),
    ),
    nodes: Object.fromEntries(nodes),
    fleets: Object.fromEntries(fleets.map(({ fleet, member, offered }) => [fleet, { member, offered }])),
    validators: { count: validators.length },
    accounts: { count: accounts.length },
    changeInFlight: BigInt(change.node) === 0n ? null : change.node,
    checkpoints: { threshold: Number(threshold), cadenceSeconds: Number(cadence) },
    amendments,
    code,
    rules: Object.fromEntries(decisionClasses.map((name) => [name, rules[name]])),
  }
}

/** Where ERC-1967 proxies keep the address of the code that they run: keccak-256("eip1967.proxy.implementation") − 1. */
const IMPLEMENTATION = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc'

async function readCode(provider: JsonRpcProvider): Promise<Record<string, string>> {
  const names = Object.keys(predeploys) as PredeployName[]
  const slots = await Promise.all(names.map((name) => provider.getStorage(predeploys[name], IMPLEMENTATION)))
  return Object.fromEntries(names.map((name, i) => [name, `0x${(slots[i] ?? '').slice(-40)}`]))
}
