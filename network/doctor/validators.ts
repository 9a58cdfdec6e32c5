import { validatorsAtWork } from '../agent/node-facts.ts'
import { quorumOf } from '../consortium/quorum.ts'
import type { Hex } from '../hex.ts'
import { answersOf, type ExaminedNode, type Facts } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'
import { listed, nodeNames } from './names.ts'

/** Blocks of the statistics that Besu gives when it is asked for no range. */
const RANGE = 100
/** Blocks by which an honest peer may be late. */
const LATE = 100

/** Validators that do not propose, are too few, or have lost the chain. */
export function validators(facts: Facts): DoctorFinding[] {
  const { genesisHash } = facts.network
  const node = facts.nodes.find(({ open }) => open?.validators !== undefined && open.genesisHash === genesisHash)
  const all = node?.open?.validators ?? []
  if (node === undefined || all.length === 0) return []
  return [...few(all.length), ...idle(facts, node, all), ...wiped(facts, node, all)]
}

function few(count: number): DoctorFinding[] {
  if (count > quorumOf(count)) return []
  const says = `${count === 1 ? 'One validator' : `${count} validators`}, and a block takes ${quorumOf(count)}: the loss of one halts the chain.`
  return [finding('VALIDATOR_ALONE', 'consensus', { says })]
}

/** Only where all of the range has been made by those who validate now can silence be held against one. */
function idle(facts: Facts, { open }: ExaminedNode, all: readonly Hex[]): DoctorFinding[] {
  const height = open?.head?.number ?? 0
  const proposed = open?.proposed
  if (proposed === undefined || height <= RANGE || all.length > RANGE / 4) return []
  const name = nodeNames(facts)
  return all
    .filter((validator) => (proposed[validator] ?? 0) === 0)
    .map((validator) => {
      const says = `${name(validator)} proposed none of the last ${RANGE} blocks.`
      return finding('VALIDATOR_IDLE', name(validator), { says })
    })
}

/**
 * A peer's height is as new as its own last word of it, which may be as old as the connection. So nobody is empty who makes blocks
 * while blocks come, or whose word may be from before the others went on.
 */
function wiped(facts: Facts, node: ExaminedNode, all: readonly Hex[]): DoctorFinding[] {
  const own = answersOf(node)
  if (own === undefined) return []
  const { head } = own.facts
  const heights = new Map<Hex, number>([[node.address, head.number]])
  for (const { address, latestBlock } of own.peers) if (latestBlock !== undefined) heights.set(address, latestBlock)
  const known = all.flatMap((address) => {
    const height = heights.get(address)
    return height === undefined ? [] : [{ address, height }]
  })
  const most = Math.max(0, ...known.map(({ height }) => height))
  const comes = facts.now - head.time <= facts.network.headAgeSeconds
  const busy = new Set<Hex>(comes ? [...validatorsAtWork(own.facts), ...proposers(node)] : [])
  const told = leastTold({ head, most, since: node.since, now: facts.now })
  const empty = known.filter(({ address, height }) => {
    return height < (address === node.address ? most : told) - LATE && !busy.has(address)
  })
  if (all.length - empty.length >= quorumOf(all.length)) return []
  const names = listed(empty.map(({ address }) => nodeNames(facts)(address)))
  const says = `${names} stand more than ${LATE} blocks below ${most}; only ${all.length - empty.length} of the ${quorumOf(all.length)} that make a block have the chain.`
  return [finding('QUORUM_WIPED', 'consensus', { says })]
}

/** Who made one of the last hundred blocks. */
function proposers({ open }: ExaminedNode): Hex[] {
  return Object.entries(open?.proposed ?? {}).flatMap(([address, count]) => (count > 0 ? [address as Hex] : []))
}

interface Telling {
  readonly head: { readonly number: number; readonly time: number }
  /** The newest block that anybody told of. */
  readonly most: number
  readonly since: number | null
  readonly now: number
}

/**
 * A block that the chain had when this node started, and with it whoever has the chain at the first word to this node: no connection is
 * older. At most one block comes a second. Below all where nobody tells when it started.
 */
function leastTold({ head, most, since, now }: Telling): number {
  if (since === null) return Number.NEGATIVE_INFINITY
  return Math.max(head.number - Math.max(0, head.time - since), most - Math.max(0, now - since))
}
