import { resolve } from 'node:path'
import type { JsonRpcProvider } from 'ethers'
import type { Card } from '../../network/ceremony/card.ts'
import { checkCard } from '../../network/ceremony/check-card.ts'
import { takenNames } from '../../network/ceremony/taken-names.ts'
import {
  type Action,
  addNodesAction,
  admitAction,
  membershipAction,
  ratifyAction,
  replaceKeysAction,
  retireAction,
  settleChangeAction,
} from '../../network/governance/action.ts'
import { nodesCalled } from '../../network/governance/nodes-called.ts'
import { InputProblems } from '../../network/input-problems.ts'
import type { AtWork } from '../chain/as-member.ts'
import { readEmergency } from '../chain/emergency.ts'
import { type MemberOnChain, readMembers } from '../chain/members.ts'
import { read } from '../chain/read.ts'
import { takesProof } from '../chain/contract-account.ts'
import type { Environment } from '../environment.ts'
import { readCard } from '../founding/read.ts'
import { usage } from './input.ts'
import { proposedOffer } from './proposable-fleets.ts'
import { proposedAmendment } from './proposable-amendments.ts'
import { proposedRule } from './proposable-rules.ts'
import { proposedParameter } from './proposable-parameters.ts'
import { proposedUpgrade } from './proposable-upgrade.ts'

/** The call that a proposal would make, and the card that it is made from. */
export interface Proposed {
  readonly action: Action
  /** What has to be done right before, by the same decision. */
  readonly before?: Action
  readonly card?: Card
}

type Proposable = (words: readonly string[], at: AtWork, env: Environment) => Promise<Proposed>
type OfOne = (subject: string, at: AtWork, env: Environment) => Promise<Proposed>

const byCard =
  (action: (card: Card) => Action, keysOnly = false): OfOne =>
  async (file, at, env) => {
    const card = await soundCard(resolve(env.cwd, file), at, { now: env.now(), keysOnly })
    return { action: action(card), card }
  }

const byMember =
  (change: 'suspend' | 'reinstate' | 'expel'): OfOne =>
  async (name, { provider }) => ({ action: membershipAction(change, (await memberNamed(provider, name)).name) })

/** What can be put to the vote about one thing, by the word that people type. */
const single: Readonly<Record<string, OfOne>> = {
  admit: byCard(admitAction),
  'add-node': byCard(addNodesAction),
  'replace-keys': byCard(replaceKeysAction, true),
  'remove-node': removal,
  'settle-change': async (name, { provider }) => ({ action: settleChangeAction(await changingNode(provider, name)) }),
  suspend: byMember('suspend'),
  reinstate: byMember('reinstate'),
  expel: byMember('expel'),
  ratify: async (name, { provider }) => ({ action: ratifyAction(await runningAgainst(provider, name)) }),
}

const several: Readonly<Record<string, Proposable>> = {
  amend: proposedAmendment,
  'offer-fleet': proposedOffer,
  parameter: proposedParameter,
  rule: proposedRule,
  upgrade: proposedUpgrade,
}

/** How a proposal of this kind is made. */
export function proposable(kind: string | undefined): Proposable {
  const one = single[kind ?? '']
  const found = one === undefined ? several[kind ?? ''] : about(kind ?? '', one)
  if (found !== undefined) return found
  throw usage(`Give what to propose and about what: ${Object.keys({ ...single, ...several }).join(', ')}.`)
}

function about(kind: string, make: OfOne): Proposable {
  return ([subject, ...more], at, env) => {
    if (subject === undefined || more.length > 0) throw usage(`Give one thing to propose: propose ${kind} WHAT.`)
    return make(subject, at, env)
  }
}

/** A validator that comes in and never runs would be waited for: its change is settled first. */
async function removal(name: string, { provider }: AtWork): Promise<Proposed> {
  const node = await nodeNamed(provider, name)
  const change = await read(provider, 'NodeRegistry', 'changeInFlight')
  const comesIn = change.activation && change.node.toLowerCase() === node.toLowerCase()
  return { action: retireAction(node), ...(comesIn ? { before: settleChangeAction(node) } : {}) }
}

/** Voters should not have to find out that a card cannot be admitted. */
async function soundCard(
  path: string,
  { location, provider }: AtWork,
  { now, keysOnly }: { readonly now: number; readonly keysOnly: boolean },
): Promise<Card> {
  const { card, file } = await readCard(path)
  const { chainId, foundingId, rehearsal } = location.lock.founding
  const vouched = (await takesProof(provider, card)) ? [card.officer] : []
  const expected = { chainId, consortium: foundingId, at: now, rehearsal, keysOnly, vouched }
  const problems = checkCard(card, expected, file)
  const taken = takenNames(card, await readMembers(provider), file)
  if (problems.length + taken.length > 0) throw new InputProblems([...problems, ...taken])
  return card
}

async function memberNamed(provider: JsonRpcProvider, name: string): Promise<MemberOnChain> {
  const members = await readMembers(provider)
  const found = members.find((member) => member.name === name)
  if (found !== undefined) return found
  throw usage(`No member is called ${name}; there are ${members.map((member) => member.name).join(', ')}.`)
}

/** Number of the emergency action that runs against a member. */
async function runningAgainst(provider: JsonRpcProvider, name: string): Promise<number> {
  const { running } = await readEmergency(provider)
  if (running?.member === name) return running.number
  throw usage(`No emergency action runs against ${name}; see quorate status.`)
}

async function changingNode(provider: JsonRpcProvider, name: string) {
  const members = await readMembers(provider)
  const change = await read(provider, 'NodeRegistry', 'changeInFlight')
  const [changing] = nodesCalled(change.node, members)
  const meant = nodesCalled(name, members).find(({ node }) => node === changing?.node)
  if (meant !== undefined) return meant.node.address
  const found = changing === undefined ? 'none is' : `that of ${changing.member}/${changing.node.name} is`
  throw usage(`No change of ${name} is in flight; ${found}.`)
}

async function nodeNamed(provider: JsonRpcProvider, name: string) {
  const found = nodesCalled(name, await readMembers(provider)).filter(({ node }) => node.state !== 'retired')
  const [only] = found
  if (only === undefined) throw usage(`No node that still counts is called ${name}; see quorate status.`)
  if (found.length === 1) return only.node.address
  const choice = found.map(({ member, node }) => `${member}/${node.name}`).join(' or ')
  throw usage(`More than one node is called ${name}: give ${choice}.`)
}
