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

function wiped(facts: Facts, node: ExaminedNode, all: readonly Hex[]): DoctorFinding[] {
  const own = answersOf(node)
  if (own === undefined) return []
  const heights = new Map<Hex, number>([[node.address, own.facts.head.number]])
  for (const { address, latestBlock } of own.peers) if (latestBlock !== undefined) heights.set(address, latestBlock)
  const known = all.flatMap((address) => {
    const height = heights.get(address)
    return height === undefined ? [] : [{ address, height }]
  })
  const most = Math.max(0, ...known.map(({ height }) => height))
  const empty = known.filter(({ height }) => height < most - LATE)
  if (all.length - empty.length >= quorumOf(all.length)) return []
  const names = listed(empty.map(({ address }) => nodeNames(facts)(address)))
  const says = `${names} stand more than ${LATE} blocks below ${most}; only ${all.length - empty.length} of the ${quorumOf(all.length)} that make a block have the chain.`
  return [finding('QUORUM_WIPED', 'consensus', { says })]
}
