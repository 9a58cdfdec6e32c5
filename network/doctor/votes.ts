import { mayJoin, mayLeave } from '../besu/quorum.ts'
import { validatorsAtWork } from '../agent/node-facts.ts'
import { registeredNodes } from '../agent/registry.ts'
import type { Hex } from '../hex.ts'
import { answersOf, type ExaminedNode, type Facts, type OpenAnswers } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'
import { nodeNames } from './names.ts'

/** Votes that stand at own nodes: what they would do, and whether there is time for them. */
export function votes(facts: Facts): DoctorFinding[] {
  return facts.nodes.flatMap((node) => {
    const { open } = node
    const standing = Object.entries(open?.votes ?? {}) as [Hex, boolean][]
    if (open === undefined || standing.length === 0) return []
    return [
      ...standing.flatMap(([validator, join]) => (join ? unsynced(facts, node, validator) : [])),
      ...standing.flatMap(([validator, join]) => halting(facts, node, { validator, join })),
      ...epoch(facts, node.node, { open, standing }),
    ]
  })
}

/** By the registry its own agent said that it follows the chain; a candidate's has not. */
function unsynced(facts: Facts, { node, open }: ExaminedNode, validator: Hex): DoctorFinding[] {
  if (facts.registry === undefined || open?.validators?.includes(validator)) return []
  const registered = registeredNodes(facts.registry).find(({ address }) => address === validator)
  if (registered?.state === 'synced' || registered?.state === 'active') return []
  const name = nodeNames(facts)(validator)
  const why = registered === undefined ? 'nobody decided on it' : `its state is ${registered.state}`
  return [finding('VOTE_UNSYNCED', name, { says: `${node} votes ${name} in, and ${why}.` })]
}

function halting(facts: Facts, node: ExaminedNode, vote: { validator: Hex; join: boolean }): DoctorFinding[] {
  const own = answersOf(node)
  if (own === undefined) return []
  const live = validatorsAtWork(own.facts)
  const { length: validators } = own.facts.validators
  const stays = live.filter((one) => one !== vote.validator).length
  const { may, says } = vote.join ? mayJoin({ validators, live: live.length }) : mayLeave({ validators, live: stays })
  return may
    ? []
    : [
        finding('VOTE_MAY_HALT', nodeNames(facts)(vote.validator), {
          says: `If the vote of ${node.node} passes now: ${says}`,
        }),
      ]
}

function epoch(
  facts: Facts,
  node: string,
  { open, standing }: { open: OpenAnswers; standing: readonly (readonly [Hex, boolean])[] },
): DoctorFinding[] {
  const { head, validators = [] } = open
  if (head === undefined) return []
  const left = facts.network.epoch - (head.number % facts.network.epoch)
  const name = nodeNames(facts)
  const what = standing.map(([validator, join]) => `${name(validator)} ${join ? 'in' : 'out'}`).join(', ')
  const says = `${node} votes ${what}; ${left} blocks (${left * facts.network.blockPeriod} s) to the end of the epoch.`
  // Each vote waits for its validator's turn to propose; two rounds of turns are what it may take.
  const code = left <= 2 * validators.length ? 'VOTES_NEAR_EPOCH' : 'VOTES_OPEN'
  return [finding(code, node, { says })]
}
