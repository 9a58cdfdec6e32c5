import { decisionClasses } from '../consortium/decision-class.ts'
import { slugOf } from '../slug.ts'
import { type Decoded, decodeCall } from './decode.ts'
import type { Action } from './action.ts'
import { nodesCalled } from './nodes-called.ts'

type Fields = Readonly<Record<string, Decoded>>

/** A member with its nodes, as far as a sentence names them. */
export interface Owning {
  readonly name: string
  readonly nodes: readonly { readonly name: string; readonly address: string }[]
}

/**
 * What a call will do, in one sentence for who votes on it. Undefined where only the decoded call can tell.
 * @param members as they stand on chain, so that a node is named with its member; without them it is an address.
 */
export function inWords(action: Action, members: readonly Owning[] = []): string | undefined {
  const { contract, call, arguments: given } = decodeCall(action)
  if (call === 'upgradeToAndCall') return upgrades(contract, given)
  return SENTENCES[`${contract}.${call}`]?.(given, members)
}

/** The title of a proposal: its first call in words, or as decoded, and how many more it makes. */
export function titleOf(actions: readonly Action[], members: readonly Owning[] = []): string {
  const [first, ...more] = actions
  if (first === undefined) return 'does nothing'
  const { contract, call } = decodeCall(first)
  const title = inWords(first, members) ?? `${contract}.${call}`
  if (more.length === 0) return title
  return `${title}, and ${more.length} more ${more.length === 1 ? 'call' : 'calls'}`
}

const SENTENCES: Readonly<Record<string, (given: Fields, members: readonly Owning[]) => string>> = {
  'MemberRegistry.admit': ({ card }) => admits(card as Fields),
  'MemberRegistry.addNodes': ({ card }) => `add to ${member(card)}: ${nodesOf(card as Fields)}`,
  'MemberRegistry.replaceKeys': ({ card }) => `replace the keys of ${member(card)}`,
  'MemberRegistry.suspend': ({ id }) => `suspend ${slugOf(String(id))}`,
  'MemberRegistry.reinstate': ({ id }) => `reinstate ${slugOf(String(id))}`,
  'MemberRegistry.expel': ({ id }) => `expel ${slugOf(String(id))}`,
  'MemberRegistry.delegate': ({ delegatee }) => `let ${slugOf(String(delegatee))} hold the vote until it is taken back`,
  'MemberRegistry.delegateUntil': ({ delegatee, until }) =>
    `let ${slugOf(String(delegatee))} hold the vote until ${timeOf(until)}`,
  'NodeRegistry.announceEndpoints': ({ organisation }) => `say where ${slugOf(String(organisation))} is reached`,
  'NodeRegistry.retire': (given, members) => `retire the node ${nodeOf(given, members)}`,
  'NodeRegistry.settleChange': (given, members) => `end the change in flight of the node ${nodeOf(given, members)}`,
  'CheckpointBoard.setThreshold': ({ value }) => `have ${String(value)} members sign a checkpoint`,
  'CheckpointBoard.setCadence': ({ value }) => `make a checkpoint every ${String(value)} s`,
  'Amendments.scheduleFork': ({ fork, beginsAt }) => `begin the fork ${slugOf(String(fork))} at ${timeOf(beginsAt)}`,
  'Amendments.scheduleBlockPeriod': ({ blockPeriodSeconds, beginsAt }) =>
    `make a block every ${String(blockPeriodSeconds)} s from ${timeOf(beginsAt)} on`,
  'Amendments.cancel': ({ number }) => `take back the amendment ${String(number)}`,
  'DeviceRegistry.openFleet': () => 'open a fleet',
  'DeviceRegistry.offer': offers,
  'DeviceRegistry.take': ({ number, devices }) => `take the fleet ${String(number)} of ${String(devices)} devices`,
  'EmergencyCouncil.suspend': suspends,
  'EmergencyCouncil.lapse': () => 'book that the emergency action is over',
  'EmergencyCouncil.ratify': ({ number }) => `ratify the emergency action ${String(number)}`,
  'EmergencyCouncil.setSettings': ({ value }) => settingsOf(value as Fields),
  'ConsortiumGovernor.setRule': (given) => `set the rule for decisions of the class ${className(given)}`,
}

function suspends({ organisation, number, signatures }: Fields): string {
  const signers = ((signatures ?? []) as readonly Fields[]).map((one) => slugOf(String(one.organisation)))
  return `suspend ${slugOf(String(organisation))} at once: emergency action ${String(number)}, signed by ${signers.join(', ')}`
}

function offers({ number, from, heir }: Fields): string {
  const [fleet, owner] = [`the fleet ${String(number)}`, slugOf(String(from))]
  if (from === heir) return `let nobody else take ${fleet} of ${owner}`
  return `let ${slugOf(String(heir))} take ${fleet} of ${owner}`
}

/** Whatever else it calls there is shown as it is. */
function upgrades(contract: string, given: Fields): string | undefined {
  const [implementation, call] = Object.values(given)
  return call === '0x' ? `upgrade ${contract} to the code at ${String(implementation)}` : undefined
}

/** Whoever proposes chooses the number: what no date has is shown as it is. */
function timeOf(seconds: Decoded | undefined): string {
  const date = new Date(Number(seconds) * 1000)
  return Number.isNaN(date.getTime()) ? `second ${String(seconds)}` : date.toISOString().replace('.000', '')
}

function settingsOf({ signers, lapse, rest }: Fields): string {
  return `have emergency actions take ${String(signers)} signers, lapse after ${String(lapse)} s, rest ${String(rest)} s`
}

/** The one address that the call has, whatever the contract calls it. */
function nodeOf(given: Fields, members: readonly Owning[]): string {
  const address = String(given.id ?? given.node)
  const [known] = nodesCalled(address, members)
  return known === undefined ? address : `${known.node.name} of ${known.member} (${address})`
}

function className(given: Fields): string {
  return decisionClasses[Number(given.class)] ?? String(given.class)
}

function admits(card: Fields): string {
  return `admit ${member(card)} to ${slugOf(String(card.chamber))} with ${nodesOf(card)}`
}

function member(card: Decoded | undefined): string {
  return slugOf(String((card as Fields | undefined)?.organisation))
}

function nodesOf(card: Fields): string {
  const nodes = (card.nodes ?? []) as readonly Fields[]
  const names = nodes.map((node) => `${slugOf(String(node.name))} (${node.duty === '0' ? 'validator' : 'observer'})`)
  return names.join(', ') || 'no node'
}
