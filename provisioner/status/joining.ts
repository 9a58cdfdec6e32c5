import { awaited, type Waiting } from '../../network/governance/awaited.ts'
import { subjectOf } from '../../network/governance/subject.ts'
import { type ProposalState, shortId } from '../../network/governance/proposal.ts'
import { readAffairs } from '../chain/affairs.ts'
import { connect } from '../chain/connect.ts'
import { type MemberOnChain, readMembers } from '../chain/members.ts'
import { type ProposalOnChain, readProposals } from '../chain/proposals.ts'

/** How long a node that was just started may take to answer, in milliseconds. */
const ANSWER = 5_000

interface Joiner {
  readonly rpc: string
  readonly chainId: number
  readonly member: string
}

/** What a joiner's membership waits for, as far as its own node sees: before it is let in, that is block 0. */
export async function readJoining({ rpc, chainId, member }: Joiner): Promise<Waiting[]> {
  const provider = await connect(rpc, chainId, { timeout: ANSWER }).catch(() => undefined)
  if (provider === undefined) return [proposing(member)]
  try {
    const [members, proposals] = await Promise.all([readMembers(provider), readProposals(provider)])
    const mine = proposalsAbout(member, { members, proposals })
    const shorts = new Set(mine.map(({ id }) => shortId(id)))
    const all = awaited(await readAffairs(provider, { members, proposals: mine }))
    const about = all.filter((one) => one.member === member || shorts.has(one.subject))
    return [...unproposed(member, { members, proposals }), ...about]
  } finally {
    provider.destroy()
  }
}

interface Known {
  readonly members: readonly MemberOnChain[]
  readonly proposals: readonly ProposalOnChain[]
}

/** What a home that is no member's yet waits for, where no open proposal is about it either. */
export function unproposed(member: string, known: Known): Waiting[] {
  if (known.members.some(({ name }) => name === member)) return []
  const open = proposalsAbout(member, known).some(({ state }) => !ENDED.has(state))
  return open ? [] : [proposing(member)]
}

const ENDED: ReadonlySet<ProposalState> = new Set(['executed', 'defeated', 'cancelled', 'expired'])

function proposalsAbout(member: string, { members, proposals }: Known): ProposalOnChain[] {
  return proposals.filter(({ actions }) => actions.some((action) => subjectOf(action, members) === member))
}

function proposing(member: string): Waiting {
  const says = 'a member proposes its card, and the others vote; from then on agents do the rest'
  return { subject: member, member, stage: 'proposing', from: [], says }
}
