import { decisionClasses } from '../../consortium/decision-class.ts'
import { type RuleStruct, ruleOf } from '../rule-struct.ts'
import type { Hex } from '../../hex.ts'
import { slugOf } from '../../slug.ts'
import type { Entry, Saying } from './entry.ts'
import type { EntryKind } from './entry-kinds.ts'
import { type Booked, type Ledger, withFleet, withMember, withNode } from './ledger.ts'

/** What one entry makes of the ledger; undefined where it cannot follow on what came before. */
type Step = (ledger: Ledger, said: Saying, entry: Entry) => Ledger | undefined

const hex = (said: Saying, name: string) => String(said[name]) as Hex
const number = (said: Saying, name: string) => Number(said[name])
const organisation = (said: Saying) => hex(said, 'organisation')
const node = (said: Saying) => hex(said, 'node')
const fleet = (said: Saying) => String(said.fleet)

export const steps: Readonly<Record<EntryKind, Step>> = {
  upgraded: (ledger, said, { source }) => ({
    ...ledger,
    code: new Map(ledger.code).set(source, hex(said, 'implementation')),
  }),
  admitted: (ledger, said) => {
    if (ledger.members.has(organisation(said))) return undefined
    const { chamber } = said
    const member: Booked = { chamber: Number(chamber), status: 'active', chosen: undefined, ...keysOf(said) }
    return { ...ledger, members: new Map(ledger.members).set(organisation(said), member) }
  },
  'keys-replaced': (ledger, said) =>
    withMember(ledger, organisation(said), ({ officer, chosen }) => {
      const keys = keysOf(said)
      return { ...keys, chosen: keys.officer === officer ? chosen : undefined }
    }),
  'nodes-added': (ledger, said) => withMember(ledger, organisation(said), () => ({ cardHash: hex(said, 'cardHash') })),
  suspended: (ledger, said) => {
    const { running } = ledger
    const left = running?.organisation === organisation(said) ? null : running
    return withMember({ ...ledger, running: left }, organisation(said), () => ({ status: 'suspended' }))
  },
  reinstated: (ledger, said) => {
    const { running } = ledger
    if (running?.organisation === organisation(said)) return { ...ledger, running: null }
    return withMember(ledger, organisation(said), () => ({ status: 'active', chosen: undefined }))
  },
  expelled: (ledger, said) => {
    const { running } = ledger
    const left = running?.organisation === organisation(said) ? null : running
    return withMember({ ...ledger, running: left }, organisation(said), () => ({ status: 'expelled' }))
  },
  delegated: (ledger, said) => {
    const delegatee = hex(said, 'delegatee')
    const chosen = delegatee === organisation(said) ? undefined : { delegatee, until: number(said, 'until') }
    return withMember(ledger, organisation(said), () => ({ chosen }))
  },
  'node-registered': (ledger, said) => {
    if (!ledger.members.has(organisation(said)) || ledger.nodes.has(node(said))) return undefined
    const registered = {
      member: slugOf(organisation(said)),
      name: slugOf(hex(said, 'name')),
      duty: number(said, 'duty') === 0 ? ('validator' as const) : ('observer' as const),
      state: 'candidate' as const,
      publicKey: `${hex(said, 'x')}${hex(said, 'y').slice(2)}` as Hex,
    }
    return { ...ledger, nodes: new Map(ledger.nodes).set(node(said), registered) }
  },
  'node-synced': (ledger, said) => withNode(ledger, node(said), 'synced'),
  'node-activated': (ledger, said) => {
    const before = ledger.nodes.get(node(said))
    // In block 0 nodes are put to their duty as candidates, with nothing in flight.
    const changes = before?.state === 'synced' && before.duty === 'validator'
    return withNode({ ...ledger, change: changes ? node(said) : ledger.change }, node(said), 'active')
  },
  'node-retired': (ledger, said) => {
    const before = ledger.nodes.get(node(said))
    const changes = before?.state === 'active' && before.duty === 'validator'
    return withNode({ ...ledger, change: changes ? node(said) : ledger.change }, node(said), 'retired')
  },
  'node-stood-down': (ledger, said) => withNode({ ...ledger, change: node(said) }, node(said), 'candidate'),
  'fleet-opened': (ledger, said) => {
    if (!ledger.members.has(organisation(said)) || number(said, 'fleet') !== ledger.fleets.size + 1) return undefined
    const opened = { member: slugOf(organisation(said)), hands: 0, offered: null }
    return { ...ledger, fleets: new Map(ledger.fleets).set(fleet(said), opened) }
  },
  'fleet-offered': (ledger, said) => {
    const [heir, until] = [hex(said, 'heir'), number(said, 'until')]
    if (!ledger.members.has(heir)) return undefined
    return withFleet(ledger, fleet(said), () => ({ offered: until === 0 ? null : { to: slugOf(heir), until } }))
  },
  'fleet-taken': (ledger, said, { time }) => {
    const member = slugOf(organisation(said))
    const { offered } = ledger.fleets.get(fleet(said)) ?? {}
    if (offered?.to !== member || time >= offered.until) return undefined
    return withFleet(ledger, fleet(said), ({ hands }) => ({ member, hands: hands + 1, offered: null }))
  },
  'change-settled': (ledger, said) => (ledger.change === node(said) ? { ...ledger, change: null } : undefined),
  'rule-set': (ledger, said) => {
    const name = decisionClasses[number(said, 'class')]
    const version = number(said, 'version')
    if (name === undefined || version !== (ledger.rules.get(name)?.version ?? 0) + 1) return undefined
    const rule = ruleOf(said.rule as unknown as RuleStruct)
    return { ...ledger, rules: new Map(ledger.rules).set(name, { version, rule }) }
  },
  executed: (ledger) => ledger,
  'threshold-set': (ledger, said) => ({ ...ledger, threshold: number(said, 'threshold') }),
  'cadence-set': (ledger, said) => ({ ...ledger, cadenceSeconds: number(said, 'cadenceSeconds') }),
  'emergency-settings-set': (ledger, said) => ({
    ...ledger,
    settings: { signers: number(said, 'signers'), lapse: number(said, 'lapse'), rest: number(said, 'rest') },
  }),
  'emergency-suspended': (ledger, said) => {
    const action = number(said, 'number')
    if (!ledger.members.has(organisation(said)) || ledger.running !== null || action !== ledger.actions + 1) {
      return undefined
    }
    const running = { organisation: organisation(said), until: number(said, 'until'), number: action }
    return { ...ledger, actions: action, running }
  },
  // The suspension itself is an entry of its own.
  'emergency-ratified': (ledger, said) => (isRunning(ledger, said) ? ledger : undefined),
  'emergency-lapsed': (ledger, said) => (isRunning(ledger, said) ? { ...ledger, running: null } : undefined),
  'amendment-scheduled': (ledger, said) => {
    if (number(said, 'number') !== ledger.amendments.length) return undefined
    const amendment = {
      kind: number(said, 'kind'),
      beginsAt: number(said, 'beginsAt'),
      fork: forkOf(hex(said, 'fork')),
      blockPeriodSeconds: number(said, 'blockPeriodSeconds'),
      cancelled: false,
    }
    return { ...ledger, amendments: [...ledger.amendments, amendment] }
  },
  'amendment-cancelled': (ledger, said) => {
    const amendment = ledger.amendments[number(said, 'number')]
    if (amendment === undefined) return undefined
    return { ...ledger, amendments: ledger.amendments.with(number(said, 'number'), { ...amendment, cancelled: true }) }
  },
}

/** The name of a fork; empty where an amendment is about something else. */
export function forkOf(name: Hex): string {
  return BigInt(name) === 0n ? '' : slugOf(name)
}

function keysOf(said: Saying) {
  return {
    officer: hex(said, 'officer'),
    agent: hex(said, 'agent'),
    checkpoint: hex(said, 'checkpoint'),
    cardHash: hex(said, 'cardHash'),
  }
}

function isRunning({ running }: Ledger, said: Saying): boolean {
  return running?.organisation === organisation(said) && running.number === number(said, 'number')
}
