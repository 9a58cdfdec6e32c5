import { mayJoin, mayLeave } from '../besu/quorum.ts'
import type { Hex } from '../hex.ts'
import type { Finding, NodeAction } from './action.ts'
import { isConnected, reasonToWaitFor, type Words } from './joiner.ts'
import { validatorsAtWork, type NodeFacts } from './node-facts.ts'
import { type Registry, registeredNodes } from './registry.ts'

export interface Votes {
  readonly actions: readonly NodeAction[]
  readonly findings: readonly Finding[]
}

/** A vote that would bring the chain's validators nearer to the registry's. */
interface Wanted {
  readonly validator: Hex
  readonly join: boolean
}

interface Judged extends Wanted {
  /** Why it could halt the chain now. */
  readonly held: string | undefined
}

/**
 * Which votes one own node has to cast, and which to take back. One change at a time: the first that may be, who joins
 * before who leaves, by address. A vote is held back while it could halt the chain, and taken back when it could; a
 * joiner that fell silent holds up nobody else.
 */
export function voteActions(facts: NodeFacts, registry: Registry, words: Words = new Map()): Votes {
  const judged = facts.validators.includes(facts.address)
    ? differences(facts, registry).map((wanted): Judged => ({ ...wanted, held: reasonToHold(wanted, facts, words) }))
    : []
  const cast = judged.find(({ held }) => held === undefined)
  const passedOver = cast === undefined ? judged : judged.slice(0, judged.indexOf(cast))
  const standing = Object.entries(facts.votes) as [Hex, boolean][]
  const stale = standing.filter(([validator, join]) => validator !== cast?.validator || join !== cast.join)
  const missing = cast !== undefined && facts.votes[cast.validator] !== cast.join
  const heldOn = (validator: Hex) => judged.find((one) => one.validator === validator)?.held
  return {
    actions: [
      ...stale.map(([validator]): NodeAction => discard(facts.node, validator, heldOn(validator))),
      ...(missing ? [vote(facts, cast)] : []),
    ],
    findings: passedOver.flatMap(({ validator, held }) =>
      held === undefined ? [] : [heldBack(nameOf(validator, registry), held)],
    ),
  }
}

function differences({ validators }: NodeFacts, registry: Registry): Wanted[] {
  const joins = registry.validators.filter((validator) => !validators.includes(validator))
  const leaves = validators.filter((validator) => !registry.validators.includes(validator))
  return [
    ...joins.toSorted().map((validator) => ({ validator, join: true })),
    ...leaves.toSorted().map((validator) => ({ validator, join: false })),
  ]
}

/** A joiner has to be seen to follow the chain when it is voted for, to be connected for as long as the vote stands, and the sums to add up. */
function reasonToHold({ validator, join }: Wanted, facts: NodeFacts, words: Words): string | undefined {
  const live = validatorsAtWork(facts)
  const { length: validators } = facts.validators
  if (join) {
    const standing = facts.votes[validator] === true && isConnected(validator, facts)
    const waits = standing ? undefined : reasonToWaitFor(validator, facts, words)
    if (waits !== undefined) return waits
    const { may, says } = mayJoin({ validators, live: live.length })
    return may ? undefined : says
  }
  const { may, says } = mayLeave({ validators, live: live.filter((one) => one !== validator).length })
  return may ? undefined : says
}

function vote({ node, validators }: NodeFacts, { validator, join }: Wanted): NodeAction {
  const why = join ? 'the registry has it, the chain does not' : 'the chain has it, the registry does not'
  return { node, kind: 'vote', validator, join, why: `${why}; ${validators.length} validate` }
}

function discard(node: string, validator: Hex, held: string | undefined): NodeAction {
  return { node, kind: 'discard-vote', validator, why: held ?? 'it changes nothing that is still to change' }
}

function nameOf(validator: Hex, registry: Registry): string {
  return registeredNodes(registry).find(({ address }) => address === validator)?.name ?? validator
}

function heldBack(subject: string, why: string): Finding {
  return {
    code: 'VOTE_HELD',
    subject,
    says: `The vote on ${subject} waits: ${why}`,
    remedy:
      'Bring the nodes that are down back; the agent votes by itself as soon as it may. A joiner that its member does not bring up is taken out again by `quorate propose remove-node`.',
  }
}
