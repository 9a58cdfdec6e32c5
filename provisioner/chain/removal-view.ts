import type { JsonRpcProvider } from 'ethers'
import { type Leaver, removalOf, removalRefusal } from '../../network/governance/removal.ts'
import type { RemovalView } from '../../network/governance/removal-steps.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { readAffairs } from './affairs.ts'
import { readHandoverWait } from './expulsion-wait.ts'
import { readMembers } from './members.ts'
import { readProposals } from './proposals.ts'
import { hasVoteLeft } from './vote-left.ts'

/**
 * Where a member's removal stands, for one who works on it.
 * @throws QuorateError MEMBER_UNKNOWN, REMOVAL_LEAVES_TOO_FEW, REMOVAL_EMPTIES_CHAMBER, REMOVAL_ENDS_HANDOVERS
 */
export async function readRemoval(provider: JsonRpcProvider, me: string, name: string): Promise<RemovalView> {
  // In this order: of what is carried out between the two the members tell, and it is not proposed again.
  const proposals = await readProposals(provider)
  const members = await readMembers(provider)
  const member = members.find((one) => one.name === name)
  if (member === undefined) {
    throw new QuorateError('MEMBER_UNKNOWN', `No member is called ${name}.`, {
      facts: { member: name, members: members.map((one) => one.name) },
      remedy: 'Give the name of a member as `quorate status` has it.',
    })
  }
  const refusal = removalRefusal(member, members)
  if (refusal !== undefined) {
    throw new QuorateError(refusal.code, refusal.says, {
      facts: { member: name, ...refusal.facts },
      remedy:
        'Let others join, or add their nodes, first. `quorate propose suspend` takes its vote at once, and can be undone.',
    })
  }
  await refuseLostHandover(provider, member, members)
  const removal = removalOf(member, proposals)
  const parts = new Set(removal.standing.map(({ id }) => id))
  const standing = proposals.filter(({ id }) => parts.has(id))
  const affairs = await readAffairs(provider, { members, proposals: standing })
  const open = standing.filter(({ state }) => state === 'active')
  const left = await Promise.all(open.map(async (one) => ((await hasVoteLeft(provider, one, me)) ? [one.id] : [])))
  const eta = new Map(proposals.map((proposal) => [proposal.id, proposal.eta]))
  const officer = members.find((one) => one.name === me)?.officer ?? ''
  return { me, officer, member, removal, affairs, unvoted: new Set(left.flat()), eta }
}

/** While it still hears the chain: once its nodes are out, it cannot sign over to a set that goes without it. */
async function refuseLostHandover(
  provider: JsonRpcProvider,
  { name, status, nodes }: Leaver,
  members: readonly Leaver[],
): Promise<void> {
  if (status === 'expelled' || nodes.every(({ state }) => state === 'retired')) return
  const held = await readHandoverWait(provider, name, members)
  if (held === undefined) return
  throw new QuorateError('REMOVAL_ENDS_HANDOVERS', `Without ${name} ${held.says}.`, {
    facts: { member: name },
    remedy: 'Do what is said first. `quorate propose suspend` takes its vote at once, and can be undone.',
  })
}
