import { decisionClasses } from '../../consortium/decision-class.ts'
import { predeploys } from '../../genesis/addresses.ts'
import { slugOf } from '../../slug.ts'
import { shortId } from '../proposal.ts'
import { type Entry, type Saying, sayingOf } from './entry.ts'
import type { EntryKind } from './entry-kinds.ts'

/** What an entry says, in one sentence for people. */
export function entryInWords(entry: Entry): string {
  const said = sayingOf(entry)
  return said === undefined ? `${entry.kind}, which cannot be read` : SENTENCES[entry.kind](said, entry)
}

const name = (said: Saying, field = 'organisation') => slugOf(String(said[field]))
const value = (said: Saying, field: string) => String(said[field])

const SENTENCES: Readonly<Record<EntryKind, (said: Saying, entry: Entry) => string>> = {
  upgraded: (said, { source }) => `the code of ${contractAt(source)} is ${value(said, 'implementation')}`,
  admitted: (said) => `${name(said)} is admitted`,
  'keys-replaced': (said) => `${name(said)} has other keys`,
  'nodes-added': (said) => `${name(said)} has more nodes`,
  suspended: (said) => `${name(said)} is suspended`,
  reinstated: (said) => `${name(said)} is reinstated`,
  expelled: (said) => `${name(said)} is expelled`,
  delegated: (said) => delegated(said),
  'node-registered': (said) =>
    `${name(said)} has the ${said.duty === 0n ? 'validator' : 'observer'} ${name(said, 'name')} (${value(said, 'node')})`,
  'node-synced': (said) => `the node ${value(said, 'node')} follows the chain`,
  'node-activated': (said) => `the node ${value(said, 'node')} does its duty`,
  'node-retired': (said) => `the node ${value(said, 'node')} is retired`,
  'node-stood-down': (said) => `the node ${value(said, 'node')} is stood down while its member is suspended`,
  'fleet-opened': (said) => `${name(said)} opens the fleet ${value(said, 'fleet')}`,
  'fleet-offered': (said) => offered(said),
  'fleet-taken': (said) => `${name(said)} takes the fleet ${value(said, 'fleet')}`,
  'change-settled': (said) => `the validators of the chain follow the change of ${value(said, 'node')}`,
  'rule-set': (said) => `decisions of the class ${className(said)} have rule ${value(said, 'version')}`,
  executed: (said) => `proposal ${shortId(BigInt(value(said, 'proposalId')))} is executed`,
  'threshold-set': (said) => `${value(said, 'threshold')} members sign a checkpoint`,
  'cadence-set': (said) => `a checkpoint is made every ${value(said, 'cadenceSeconds')} s`,
  'emergency-settings-set': (said) =>
    `an emergency action takes ${value(said, 'signers')} signers, lapses after ${value(said, 'lapse')} s, rests ${value(said, 'rest')} s`,
  'emergency-suspended': (said) =>
    `${name(said)} is suspended in an emergency until ${timeOf(said, 'until')}, by ${signersOf(said)}`,
  'emergency-ratified': (said) => `the emergency suspension of ${name(said)} is ratified`,
  'emergency-lapsed': (said) => `the emergency suspension of ${name(said)} has lapsed`,
  'amendment-scheduled': (said) => `amendment ${value(said, 'number')} begins at ${timeOf(said, 'beginsAt')}`,
  'amendment-cancelled': (said) => `amendment ${value(said, 'number')} is taken back`,
}

function delegated(said: Saying): string {
  if (said.organisation === said.delegatee) return `${name(said)} takes its vote back`
  const until = said.until === 0n ? '' : ` until ${timeOf(said, 'until')}`
  return `${name(said)} gives its vote to ${name(said, 'delegatee')}${until}`
}

function offered(said: Saying): string {
  if (said.until === 0n) return `${name(said, 'heir')} keeps the fleet ${value(said, 'fleet')}`
  return `${name(said, 'heir')} may take the fleet ${value(said, 'fleet')} until ${timeOf(said, 'until')}`
}

function signersOf({ signers }: Saying): string {
  return Array.isArray(signers) ? signers.map((signer) => slugOf(String(signer))).join(', ') : ''
}

function className(said: Saying): string {
  return decisionClasses[Number(said.class)] ?? value(said, 'class')
}

function contractAt(address: string): string {
  return Object.entries(predeploys).find(([, at]) => at === address)?.[0] ?? address
}

function timeOf(said: Saying, field: string): string {
  const date = new Date(Number(said[field]) * 1000)
  return Number.isNaN(date.getTime()) ? value(said, field) : date.toISOString().replace('.000', '')
}
