import type { JsonRpcProvider } from 'ethers'
import type { Affairs, ChangeAffair, OpenAffair, SignersAffair } from '../../network/governance/awaited.ts'
import { shortId } from '../../network/governance/proposal.ts'
import { organisationId, slugOf } from '../../network/slug.ts'
import { readExpulsionWait } from './expulsion-wait.ts'
import type { MemberOnChain } from './members.ts'
import type { ProposalOnChain } from './proposals.ts'
import { read } from './read.ts'
import { hasVoteLeft } from './vote-left.ts'
import { chainTime } from './wait-until.ts'

interface Known {
  readonly members: readonly MemberOnChain[]
  readonly proposals: readonly ProposalOnChain[]
}

/** What is under way on chain, and who has been heard on it. */
export async function readAffairs(provider: JsonRpcProvider, { members, proposals }: Known): Promise<Affairs> {
  const [time, barred, change, signers, open] = await Promise.all([
    chainTime(provider),
    read(provider, 'MemberRegistry', 'emergency'),
    readChange(provider, members),
    readSigners(provider, members),
    Promise.all(proposals.map((proposal) => affairOf(provider, proposal, members))),
  ])
  return { time, members, change, signers, proposals: open, barred: slugOf(barred[0]) }
}

async function affairOf(
  provider: JsonRpcProvider,
  proposal: ProposalOnChain,
  members: readonly MemberOnChain[],
): Promise<OpenAffair> {
  const { id, state, snapshot, deadline, eta, actions } = proposal
  const heard = async (name: string) => !(await hasVoteLeft(provider, proposal, name))
  const unheard = state === 'active' ? await missing(active(members), heard) : []
  const held = state === 'queued' ? await readExpulsionWait(provider, actions, members) : undefined
  return { short: shortId(id), state, snapshot, deadline, eta, unheard, held }
}

async function readChange(
  provider: JsonRpcProvider,
  members: readonly MemberOnChain[],
): Promise<ChangeAffair | undefined> {
  const { node, activation, needed, confirmed, number } = await read(provider, 'NodeRegistry', 'changeInFlight')
  if (BigInt(node) === 0n) return undefined
  const concerned = active(members.filter((member) => validatedBefore(member, { node, activation })))
  const heard = (name: string) => read(provider, 'NodeRegistry', 'hasConfirmed', BigInt(number), organisationId(name))
  return {
    node,
    activation,
    needed: Number(needed),
    confirmed: Number(confirmed),
    unheard: await missing(concerned, heard),
  }
}

/** As `NodeRegistry.confirmChange` has it: who had an active validator before the change. */
function validatedBefore({ nodes }: MemberOnChain, { node, activation }: { node: string; activation: boolean }) {
  const own = nodes.some(({ address }) => address === node)
  const validators = nodes.filter(({ duty, state }) => duty === 'validator' && state === 'active').length
  if (!own) return validators > 0
  return activation ? validators > 1 : true
}

/** Before the first checkpoint no set but the founders' signs anything, and there is nothing to hand over. */
async function readSigners(provider: JsonRpcProvider, members: readonly MemberOnChain[]): Promise<SignersAffair> {
  const [number, head] = await Promise.all([
    read(provider, 'CheckpointBoard', 'currentEpoch'),
    read(provider, 'CheckpointBoard', 'head'),
  ])
  const [present, before] = await Promise.all([
    read(provider, 'CheckpointBoard', 'epoch', number),
    number > 1n ? read(provider, 'CheckpointBoard', 'epoch', number - 1n) : undefined,
  ])
  const keys = members.filter(({ status }) => status === 'active').map(({ checkpoint }) => checkpoint)
  const stale =
    head.sequence > 0n && (keys.length !== present.keys.length || !keys.every((key) => present.keys.includes(key)))
  const lacking = before === undefined ? 0 : Math.max(0, Number(before.threshold) - Number(present.signatures))
  const signers = members.filter(({ id }) => before?.organisations.includes(id)).map(({ name }) => name)
  const heard = (name: string) => read(provider, 'CheckpointBoard', 'handoverSignedBy', number, organisationId(name))
  return { epoch: Number(number), stale, lacking, unheard: lacking === 0 ? [] : await missing(signers, heard) }
}

async function missing(names: readonly string[], heard: (name: string) => Promise<boolean>): Promise<string[]> {
  const answers = await Promise.all(names.map(async (name) => ((await heard(name)) ? [] : [name])))
  return answers.flat()
}

function active(members: readonly MemberOnChain[]): string[] {
  return members.filter(({ status }) => status === 'active').map(({ name }) => name)
}
