import { FEWEST_VALIDATORS } from '../besu/quorum.ts'
import type { Hex } from '../hex.ts'
import { type Action, membershipAction, retireAction } from './action.ts'
import type { Proposal, ProposalState } from './proposal.ts'

export interface Leaver {
  readonly name: string
  readonly chamber: string
  readonly status: 'candidate' | 'active' | 'suspended' | 'expelled'
  readonly nodes: readonly {
    readonly address: Hex
    readonly name: string
    readonly duty: 'validator' | 'observer'
    readonly state: 'unknown' | 'candidate' | 'synced' | 'active' | 'retired'
  }[]
}

export interface RemovalProposal extends Proposal {
  readonly id: bigint
  readonly state: ProposalState
  /** Account of the officer that proposed it. */
  readonly proposer: string
}

/** What removing a member takes, by what stands on chain now: nothing of it is remembered anywhere else. */
export interface Removal {
  /** Proposals that are part of it and may still be carried out, oldest first: nodes before the membership. */
  readonly standing: readonly RemovalProposal[]
  /** Open ones that add nothing to those: members that begin in the same second each propose all of it. */
  readonly doubles: readonly RemovalProposal[]
  /** What is still to be proposed, each a proposal of its own. */
  readonly missing: readonly (readonly Action[])[]
}

/**
 * A membership ends after its nodes, and validators change one at a time. All proposals may be made and voted on at
 * once; they are carried out one after the other, each as soon as the contracts take it.
 */
export function removalOf(member: Leaver, proposals: readonly RemovalProposal[]): Removal {
  if (member.status === 'expelled') return { standing: [], doubles: [], missing: [] }
  const wanted = new Set([...liveNodes(member).map(({ address }) => nodeKey(address)), MEMBERSHIP])
  const covered = new Set<string>()
  const standing = proposals.filter(({ state, actions }) => {
    const parts = OPEN.has(state) ? partsOf(actions, member) : undefined
    if (parts === undefined || !canRun(parts, member)) return false
    // One part that is done, or that an older proposal does first, makes the whole proposal fail.
    if (!parts.every((part) => wanted.has(part) && !covered.has(part))) return false
    for (const part of parts) covered.add(part)
    return true
  })
  return {
    standing: standing.toSorted((a, b) => Number(endsMembership(a, member)) - Number(endsMembership(b, member))),
    doubles: proposals.filter((one) => {
      const parts = OPEN.has(one.state) && !standing.includes(one) ? partsOf(one.actions, member) : undefined
      return parts?.every((part) => covered.has(part)) === true
    }),
    missing: missingParts(member, covered),
  }
}

/** Why a member cannot be removed, with the sums; undefined where it can. */
export function removalRefusal(member: Leaver, all: readonly Leaver[]): RemovalRefusal | undefined {
  if (member.status === 'expelled') return undefined
  const validating = ({ nodes }: Leaver) => nodes.filter(isActiveValidator).length
  const validators = all.reduce((sum, one) => sum + validating(one), 0)
  const own = validating(member)
  if (own > 0 && validators - own < FEWEST_VALIDATORS) {
    const says = `${validators} validators, ${own} of them ${member.name}’s: ${validators - own} would stay, and ${FEWEST_VALIDATORS} are needed.`
    return { code: 'REMOVAL_LEAVES_TOO_FEW', says, facts: { validators, leaving: own, fewest: FEWEST_VALIDATORS } }
  }
  const seated = all.filter(({ chamber, status }) => chamber === member.chamber && status === 'active')
  if (seated.length > 1 || member.status !== 'active') return undefined
  const says = `${member.name} is the only active member of ${member.chamber}, and a chamber is never emptied.`
  return { code: 'REMOVAL_EMPTIES_CHAMBER', says, facts: { chamber: member.chamber } }
}

export interface RemovalRefusal {
  readonly code: 'REMOVAL_LEAVES_TOO_FEW' | 'REMOVAL_EMPTIES_CHAMBER'
  readonly says: string
  readonly facts: Readonly<Record<string, string | number>>
}

const OPEN: ReadonlySet<ProposalState> = new Set(['pending', 'active', 'succeeded', 'queued'])
const MEMBERSHIP = 'membership'
const nodeKey = (address: string) => `node ${address.toLowerCase()}`

type Node = Leaver['nodes'][number]
const isActiveValidator = ({ duty, state }: Node) => duty === 'validator' && state === 'active'
const liveNodes = ({ nodes }: Leaver) => nodes.filter(({ state }) => state !== 'retired' && state !== 'unknown')

/** What a proposal's calls do to this member, if they do nothing else: a vote for removal is for nothing beside it. */
function partsOf(actions: readonly Action[], member: Leaver): string[] | undefined {
  const own = new Map([...member.nodes.map(({ address }) => [retireAction(address), nodeKey(address)] as const)])
  const known = [...own, [membershipAction('expel', member.name), MEMBERSHIP] as const]
  const parts = actions.map(
    ({ target, calldata }) =>
      known.find(([one]) => one.target === target.toLowerCase() && one.calldata === calldata.toLowerCase())?.[1],
  )
  return parts.length > 0 && parts.every((part) => part !== undefined) ? parts : undefined
}

/** Whoever leaves may propose what the contracts never carry out, so that others wait for it. */
function canRun(parts: readonly string[], { nodes }: Leaver): boolean {
  if (new Set(parts).size < parts.length) return false
  if (parts.includes(MEMBERSHIP)) return parts.length === 1
  const active = new Set(nodes.filter(isActiveValidator).map(({ address }) => nodeKey(address)))
  return parts.filter((part) => active.has(part)).length <= 1
}

function endsMembership({ actions }: RemovalProposal, { name }: Leaver): boolean {
  const { calldata } = membershipAction('expel', name)
  return actions.some((action) => action.calldata.toLowerCase() === calldata)
}

/** One validator a proposal, for the next waits until the chain has let go of the one before; other nodes go with the first. */
function missingParts(member: Leaver, covered: ReadonlySet<string>): (readonly Action[])[] {
  const open = liveNodes(member).filter(({ address }) => !covered.has(nodeKey(address)))
  const others = open.filter((node) => !isActiveValidator(node)).map(({ address }) => retireAction(address))
  const [first, ...further] = open.filter(isActiveValidator).map(({ address }) => retireAction(address))
  const together = [...others, ...(first === undefined ? [] : [first])]
  const expel = covered.has(MEMBERSHIP) ? [] : [[membershipAction('expel', member.name)]]
  return [...(together.length === 0 ? [] : [together]), ...further.map((action) => [action]), ...expel]
}
