import type { Consortium, DecisionRule, Member } from '../../../network/consortium/consortium.ts'
import { cardHash, nodeAddress } from '../../../network/ceremony/card.ts'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { decisionClasses, type DecisionClass } from '../../../network/consortium/decision-class.ts'
import { secondsOf } from '../../../network/fields.ts'
import type { Hex } from '../../../network/hex.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { cardFilesOf } from '../../fixtures/founders.ts'
import { bookVotes } from './book.ts'
import { PlayedChain } from './chain.ts'
import { meet } from './keyring.ts'
import type { World } from './play.ts'
import type { Rule, Settings, State } from './state.ts'

type Asked = DecisionRule['chambers'][number]
const HALF = { quorumBasisPoints: 5000, majorityBasisPoints: 5000, veto: false }

/** Delay, period and timelock. Expulsions are quick, so that members come and go while other votes are open. */
const TIMES = {
  admission: [60, 400, 120],
  expulsion: [0, 40, 0],
  nodes: [0, 400, 1],
  keys: [1, 80, 0],
  parameters: [60, 400, 120],
  upgrade: [60, 400, 120],
  devices: [0, 400, 0],
  emergency: [0, 40, 0],
} as const satisfies Record<DecisionClass, readonly [number, number, number]>

/** Five members in two chambers, each with a validator: one may go. */
export const twoChambers: Consortium = worldOf(
  ['hospital-a:hospitals', 'hospital-b:hospitals', 'hospital-c:hospitals', 'maker-a:makers', 'maker-b:makers'],
  { chambers: [HALF, { ...HALF, quorumBasisPoints: 10_000 }], needed: 1 },
)

/** Seven members in three chambers of unlike rules; the makers have a veto. The last two have no validator. */
export const threeChambers: Consortium = worldOf(
  [
    'hospital-a:hospitals',
    'hospital-b:hospitals',
    'hospital-c:hospitals',
    'hospital-d:hospitals',
    'maker-a:makers',
    'maker-b:makers',
    'regulator-a:regulators',
  ],
  {
    chambers: [
      { ...HALF, quorumBasisPoints: 6000, majorityBasisPoints: 6000 },
      { ...HALF, veto: true },
      { ...HALF, quorumBasisPoints: 0 },
    ],
    needed: 2,
  },
)

/** The contracts as a description's genesis has them, and the model as the description reads. */
export async function worldFor(consortium: Consortium): Promise<World> {
  const founding = await founded(consortium)
  return { chain: await PlayedChain.of(founding), initial: initialOf(consortium, founding) }
}

function worldOf(
  names: readonly string[],
  { chambers, needed }: { chambers: readonly Asked[]; needed: number },
): Consortium {
  const members = names.map((text, i): Member => {
    const [name = '', chamber = ''] = text.split(':')
    return { name, chamber, nodes: [{ name: `${name}-1`, duty: i < 5 ? 'validator' : 'observer' }] }
  })
  const rule = (name: DecisionClass): DecisionRule => {
    const [votingDelaySeconds, votingPeriodSeconds, timelockSeconds] = TIMES[name]
    const times = { votingDelaySeconds, votingPeriodSeconds, timelockSeconds, graceSeconds: 1000 }
    return { ...times, chambersNeeded: needed, chambers: [...chambers] }
  }
  const decisions = Object.fromEntries(decisionClasses.map((name) => [name, rule(name)]))
  return {
    ...example('six-members'),
    name: `of-${names.length}`,
    chambers: chambersOf(members),
    members,
    decisions: decisions as Record<DecisionClass, DecisionRule>,
    emergency: { signers: chambersOf(members).length, lapseSeconds: 120, restSeconds: 300 },
  }
}

function chambersOf(members: readonly Member[]): string[] {
  return [...new Set(members.map(({ chamber }) => chamber))]
}

function initialOf(consortium: Consortium, { foundingId }: Founding): State {
  const { foundedAt, chainId, chambers, checkpoints, emergency } = consortium
  const cards = cardFilesOf(consortium).map(({ card }) => card)
  const members = cards.map((card) => ({
    name: card.member,
    chamber: card.chamber,
    status: 'active' as const,
    officer: lower(card.officer),
    agent: lower(card.agent),
    checkpoint: lower(card.checkpoint),
    issuedAt: secondsOf(card.issuedAt),
    admittedAt: foundedAt,
    cardHash: cardHash(card),
    delegate: card.member,
    delegatedUntil: 0,
  }))
  const roles = ['officer', 'agent', 'checkpoint'] as const
  const keys = members.flatMap((member) => roles.map((role) => [member[role], { member: member.name, role }] as const))
  for (const { name } of members) meet(name)
  const nodes = cards.flatMap((card) =>
    card.nodes.map(({ name, duty, publicKey }) => {
      const address = nodeAddress(publicKey)
      return { address, member: card.member, name, duty, publicKey, state: 'active' as const }
    }),
  )
  const rules = Object.fromEntries(decisionClasses.map((name) => [name, [ruleOf(consortium.decisions[name])]]))
  const state: State = {
    now: foundedAt,
    founded: foundedAt,
    foundingId,
    chainId,
    chambers,
    members,
    keys: Object.fromEntries(keys),
    nodes,
    change: { number: 0, activation: false, needed: 0, confirmations: 0, concerned: [] },
    confirmed: {},
    book: [],
    rules: rules as Record<DecisionClass, Rule[]>,
    proposals: [],
    threshold: checkpoints.threshold,
    council: { settings: settingsOf(emergency), actions: 0, restsUntil: {} },
    amendments: [],
    nonces: {},
    signed: { votes: [], suspensions: [] },
  }
  bookVotes(state)
  state.now = foundedAt + 2
  return state
}

function settingsOf({ signers, lapseSeconds, restSeconds }: Consortium['emergency']): Settings {
  return { signers, lapse: lapseSeconds, rest: restSeconds }
}

function ruleOf(rule: DecisionRule): Rule {
  return {
    votingDelay: rule.votingDelaySeconds,
    votingPeriod: rule.votingPeriodSeconds,
    timelock: rule.timelockSeconds,
    grace: rule.graceSeconds,
    chambersNeeded: rule.chambersNeeded,
    chambers: rule.chambers.map(({ quorumBasisPoints, majorityBasisPoints, veto }) => ({
      quorum: quorumBasisPoints,
      majority: majorityBasisPoints,
      veto,
    })),
  }
}

function lower(address: string): Hex {
  return address.toLowerCase() as Hex
}
