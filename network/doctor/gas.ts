import { answersOf, type BlockFacts, type ExaminedNode, type Facts } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'

/** How many empty blocks in a row say something while transactions wait. */
const EMPTY = 6

/** Whether transactions that pay nothing are taken and mined, and blocks come in time. */
export function gas(facts: Facts): DoctorFinding[] {
  return facts.nodes.flatMap((node) => [...priced(node), ...waiting(node), ...late(node, facts.network.blockPeriod)])
}

function priced({ node, open, config }: ExaminedNode): DoctorFinding[] {
  const least = Number(config?.get('min-gas-price') ?? 0)
  const base = open?.blocks.at(-1)?.baseFee ?? 0
  const price = open?.gasPrice ?? 0
  const says = [
    ...(least > 0 ? [`its min-gas-price is ${least}`] : []),
    ...(price > 0 ? [`it asks ${price} wei`] : []),
    ...(base > 0 ? [`the newest block’s base fee is ${base} wei`] : []),
  ]
  return says.length === 0
    ? []
    : [finding('GAS_NOT_FREE', node, { says: `Gas is not free at ${node}: ${says.join(', ')}.` })]
}

function waiting(node: ExaminedNode): DoctorFinding[] {
  const pool = answersOf(node)?.pool ?? 0
  const last = (node.open?.blocks ?? []).slice(-EMPTY)
  if (pool === 0 || last.length < EMPTY || last.some(({ transactions }) => transactions > 0)) return []
  const says = `${pool} transactions wait at ${node.node}, and the last ${EMPTY} blocks are empty.`
  return [finding('POOL_NOT_MINED', node.node, { says })]
}

/** Only full blocks: what an empty one waits for is a round, or the next period. */
function late({ node, open }: ExaminedNode, period: number): DoctorFinding[] {
  const blocks = open?.blocks ?? []
  const gaps = blocks
    .slice(1)
    .flatMap((block, i) => (isFull(block) ? [block.time - (blocks[i]?.time ?? block.time)] : []))
  if (gaps.length < 3) return []
  const median = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0
  if (median < 1.5 * period) return []
  const says = `Full blocks come every ${median} s at ${node}; the period is ${period} s.`
  return [finding('BLOCKS_LATE', node, { says })]
}

function isFull({ gasUsed, gasLimit, transactions }: BlockFacts): boolean {
  return transactions > 0 && gasUsed > gasLimit / 2
}
