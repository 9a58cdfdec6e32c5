import type { Facts } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'

/** Seconds that passing a block on and a clock read in whole seconds explain. */
const EXPLAINED = 1

/** This machine's clock against the times of new blocks: a header from the future, or one that is seen too late. */
export function clock({ nodes, now }: Facts): DoctorFinding[] {
  const heads = nodes.flatMap(({ open }) => (open?.head === undefined ? [] : [open.head.time - now]))
  const lags = nodes.flatMap(({ open }) => open?.lag ?? [])
  const behind = Math.max(0, ...heads, ...lags.map((lag) => -lag))
  const ahead = Math.max(0, Math.min(...lags) - EXPLAINED)
  if (behind >= 1) return [skew(behind, 'behind')]
  return lags.length > 0 && ahead >= 1 ? [skew(ahead, 'ahead of')] : []
}

function skew(seconds: number, way: 'behind' | 'ahead of'): DoctorFinding {
  const says = `This machine’s clock is ${Math.round(seconds)} s ${way} the times of new blocks.`
  return finding(seconds >= 5 ? 'CLOCK_SKEW_SEVERE' : 'CLOCK_SKEW', 'clock', { says })
}
