import { type CardBody, cardHash } from '../../../network/ceremony/card.ts'
import { isoOf } from '../../../network/fields.ts'
import { admitAction, addNodesAction, replaceKeysAction } from '../../../network/governance/action.ts'
import { addressOf, keyOf, type MemberKeys, signedCard } from '../../fixtures/founders.ts'
import { keyIn } from './keyring.ts'
import type { Action, ShownCard, State } from './state.ts'

export type CardKind = Extract<Action, { card: ShownCard }>['kind']
/** What can be wrong with a card, its signatures being right or not. */
export const flaws = [
  'none',
  'forged',
  'elsewhere',
  'expired',
  'stale',
  'rehearsal',
  'stolen',
  'shared',
  'empty',
  'chamber',
] as const
export type Flaw = (typeof flaws)[number]

export interface Wanted {
  readonly kind: CardKind
  readonly name: string
  readonly chamber: string
  /** Which of its keys are new, counted; 0 are the first ones. */
  readonly officer: number
  readonly agent: number
  readonly checkpoint: number
  readonly nodes: readonly { readonly name: string; readonly duty: 'validator' | 'observer'; readonly key: number }[]
  readonly serial: number
  readonly flaw: Flaw
}

const made = new Map<string, ShownCard>()

/** A card as wanted, signed; the same one each time it is asked for. */
export function cardAs(state: State, wanted: Wanted): ShownCard {
  const key = `${state.foundingId} ${JSON.stringify(wanted)}`
  const known = made.get(key)
  if (known !== undefined) return known
  const own = keysFor(wanted)
  const keys = wanted.flaw === 'shared' ? { ...own, officer: anothers(state) } : own
  const body = bodyOf(state, wanted, keys)
  const card = signedCard(body, wanted.flaw === 'forged' ? { ...keys, agent: keyOf('a forger') } : keys)
  const { calldata } = ENCODERS[wanted.kind](card)
  const fresh = {
    body,
    calldata,
    hash: cardHash(body),
    forged: wanted.flaw === 'forged' || body.officer !== addressOf(keys.officer),
  }
  made.set(key, fresh)
  return fresh
}

const ENCODERS = { admit: admitAction, addNodes: addNodesAction, replaceKeys: replaceKeysAction }

function keysFor({ name, officer, agent, checkpoint, nodes }: Wanted): MemberKeys {
  return {
    officer: keyIn(name, 'officer', officer),
    agent: keyIn(name, 'agent', agent),
    checkpoint: keyIn(name, 'checkpoint', checkpoint),
    nodes: nodes.map(({ key }) => keyOf(`${name}/node ${key}`)),
  }
}

function bodyOf(state: State, wanted: Wanted, keys: MemberKeys): CardBody {
  const { flaw, nodes } = wanted
  return {
    format: 'quorate/card/1',
    member: wanted.name,
    chamber: flaw === 'chamber' ? 'nowhere' : wanted.chamber,
    chainId: flaw === 'elsewhere' && wanted.serial % 2 === 0 ? state.chainId + 1 : state.chainId,
    consortium: flaw === 'elsewhere' && wanted.serial % 2 === 1 ? `0x${'5a'.repeat(32)}` : state.foundingId,
    officer: addressOf(flaw === 'stolen' ? anothers(state) : keys.officer),
    agent: addressOf(keys.agent),
    checkpoint: addressOf(keys.checkpoint),
    nodes: flaw === 'empty' ? [] : nodes.map(({ name, duty }, i) => ({ name, duty, publicKey: publicKeyOf(keys, i) })),
    issuedAt: isoOf(state.founded + (flaw === 'stale' ? -86_400 : wanted.serial)),
    expiresAt: isoOf(state.founded + (flaw === 'expired' ? 600 : 90 * 86_400)),
    rehearsal: flaw === 'rehearsal',
  }
}

/** The first member's key: in a card that it did not sign, and in one that it did. */
function anothers({ members }: State) {
  return keyIn(members[0]?.name ?? '', 'officer', 0)
}

function publicKeyOf(keys: MemberKeys, i: number): `0x${string}` {
  return `0x${keys.nodes[i]?.publicKey.slice(4) ?? ''}`
}
