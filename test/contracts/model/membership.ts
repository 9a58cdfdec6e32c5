import { secondsOf } from '../../../network/fields.ts'
import { nodeAddress } from '../../../network/ceremony/card.ts'
import { actingFor, acts, memberNamed, othersOf, statusNow } from './acting.ts'
import { bookBar, bookVotes } from './book.ts'
import { endLeaseOf } from './leases.ts'
import type { Law } from './law.ts'
import type { Model } from './model.ts'
import { liveNodes } from './nodes.ts'
import type { Action, ShownCard, State } from './state.ts'

/** Members in, out and changed. Each `…Refusals` names every error that applies; none of them, and it is done. */

type OfCard = Extract<Action, { card: ShownCard }>
type OfMember = Extract<Action, { member: string }>

const ROLES = ['officer', 'agent', 'checkpoint'] as const

export function cardRefusals(state: State, law: Law, { kind, card }: OfCard): string[] {
  const { body } = card
  const member = memberNamed(state, body.member)
  const reasons = [...proofRefusals(state, law, card), ...keyRefusals(state, law, kind, card)]
  if (!state.chambers.includes(body.chamber)) reasons.push('UnknownChamber')
  if (kind !== 'replaceKeys' && body.nodes.length === 0) reasons.push('CardWithoutNodes')
  if (kind === 'replaceKeys' && body.nodes.length > 0) reasons.push('CardNamesOtherKeys')
  if (kind === 'admit') return member === undefined ? reasons : [...reasons, 'OrganisationKnown']
  // Of who is barred too: new keys are what a stolen one asks for.
  const renews = law.barredRenew ? member?.status === 'active' : acts(state, law, member)
  if (member === undefined || !renews) return [...reasons, 'UnexpectedStatus', 'CardNamesOtherKeys']
  if (member.chamber !== body.chamber) reasons.push('UnknownChamber')
  if (!law.isLater(secondsOf(body.issuedAt), member.issuedAt)) reasons.push('CardStale')
  if (kind === 'addNodes' && ROLES.some((role) => !same(member[role], body[role]))) reasons.push('CardNamesOtherKeys')
  return reasons
}

export function takeCard(state: State, law: Law, { kind, card }: OfCard): void {
  const { body, hash } = card
  const known = memberNamed(state, body.member)
  const keys = { officer: lower(body.officer), agent: lower(body.agent), checkpoint: lower(body.checkpoint) }
  const issuedAt = secondsOf(body.issuedAt)
  if (known === undefined) {
    const { member: name, chamber } = body
    const admittedAt = state.now
    state.members.push({
      name,
      chamber,
      status: 'active',
      ...keys,
      issuedAt,
      admittedAt,
      cardHash: hash,
      delegate: name,
      delegatedUntil: 0,
    })
  } else {
    for (const role of ROLES) {
      const old = state.keys[known[role]]
      if (kind === 'replaceKeys' && known[role] !== keys[role] && old !== undefined) old.role = 'retired'
    }
    if (known.officer !== keys.officer && law.newOfficersVoteThemselves)
      Object.assign(known, { delegate: known.name, delegatedUntil: 0 })
    Object.assign(known, keys, { issuedAt, cardHash: hash })
  }
  for (const role of ROLES) state.keys[keys[role]] = { member: body.member, role }
  for (const { name, duty, publicKey } of body.nodes) {
    const address = nodeAddress(publicKey)
    state.nodes.push({ address, member: body.member, name, duty, publicKey, state: 'candidate' })
  }
  bookVotes(state)
}

export function statusRefusals(state: State, law: Law, { kind, member: name }: OfMember): string[] {
  const member = memberNamed(state, name)
  const allowed = { suspend: ['active'], reinstate: ['suspended'], expel: ['active', 'suspended'] }[kind]
  // Who is barred is suspended for all but the decision that suspends it for good.
  const status = member && (kind === 'suspend' ? member.status : statusNow(state, law, member))
  const reasons = status !== undefined && allowed.includes(status) ? [] : ['UnexpectedStatus']
  if (member === undefined || kind === 'reinstate') return reasons
  const last = member.status === 'active' && othersOf(state, law, member).length === 0
  if (last && law.chambersStayPeopled) reasons.push('LastOfChamber')
  if (kind === 'expel' && liveNodes(state, name) > 0 && law.leavesWithoutNodes) reasons.push('NodesRemain')
  return reasons
}

export function changeStatus(state: State, law: Law, { kind, member: name }: OfMember): void {
  const member = memberNamed(state, name)
  if (member === undefined) return
  const wasBarred = kind === 'reinstate' && member.status === 'active'
  member.status = ({ suspend: 'suspended', reinstate: 'active', expel: 'expelled' } as const)[kind]
  if (kind !== 'reinstate') endLeaseOf(state, law, name)
  const kept = wasBarred ? law.barredKeepWhatTheyChose : !law.comesBackWithItsOwnVote
  if (kind === 'reinstate' && !kept) member.delegate = name
  const ends = state.council.running?.member === name && law.decisionsEndIt
  bookBar(state, ends ? undefined : state.council.running)
}

interface Delegation {
  readonly by: string
  readonly to: string
  /** Seconds; without it for good. */
  readonly until?: number | undefined
}

export function delegateRefusals(state: State, law: Law, { by, to, until }: Delegation): string[] {
  const from = actingFor({ state, law }, by, 'officer')
  const reasons = from === undefined ? ['CallerNotOfficer'] : []
  const member = memberNamed(state, to)
  const inside = from === undefined || member?.chamber === from.chamber || !law.delegationStaysInChamber
  if (!acts(state, law, member) || !inside) reasons.push('DelegateOutsideChamber')
  if (until !== undefined && until <= state.now) reasons.push('DelegationOver')
  return reasons
}

export function delegate(model: Model, { by, to, until = 0 }: Delegation): void {
  const { state } = model
  const from = actingFor(model, by, 'officer')
  if (from !== undefined) Object.assign(from, { delegate: to, delegatedUntil: until })
  bookVotes(state)
}

function proofRefusals(state: State, law: Law, { body, forged }: ShownCard): string[] {
  const elsewhere = body.chainId !== state.chainId || body.consortium !== state.foundingId
  const reasons = (forged || elsewhere) && law.proofsCount ? ['InvalidProof'] : []
  if (law.isExpired(state.now, secondsOf(body.expiresAt))) reasons.push('CardExpired')
  if (body.rehearsal) reasons.push('CardForOtherKindOfNetwork')
  return reasons
}

/** A key is taken once, in one role, by one organisation, for ever; nodes' keys are no accounts, and the other way round. */
function keyRefusals(state: State, law: Law, kind: OfCard['kind'], { body }: ShownCard): string[] {
  const reasons: string[] = []
  const member = memberNamed(state, body.member)
  const own = new Set<string>()
  for (const role of ROLES) {
    const key = lower(body[role])
    const kept = kind !== 'admit' && member !== undefined && member[role] === key
    const retired = state.keys[key]?.role === 'retired' && !law.retiredKeysStayRetired
    const used = (state.keys[key] !== undefined && !retired) || state.nodes.some(({ address }) => address === key)
    if (own.has(key) || (kind !== 'addNodes' && !kept && used)) reasons.push('KeyUsed')
    own.add(key)
  }
  const names = new Set(state.nodes.filter((node) => node.member === body.member).map(({ name }) => name))
  for (const { name, publicKey } of body.nodes) {
    const address = nodeAddress(publicKey)
    if (state.keys[address] !== undefined || own.has(address)) reasons.push('KeyUsed')
    if (state.nodes.some((node) => node.address === address)) reasons.push('NodeKnown')
    if (names.has(name)) reasons.push('NodeNameTaken')
    names.add(name)
    own.add(address)
  }
  return reasons
}

function lower(key: string): `0x${string}` {
  return key.toLowerCase() as `0x${string}`
}

function same(a: string, b: string): boolean {
  return lower(a) === lower(b)
}
