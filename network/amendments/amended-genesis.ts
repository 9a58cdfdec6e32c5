import { defaultRequestTimeout, forks } from '../consortium/chain-defaults.ts'
import type { Founding } from '../ceremony/founding.ts'
import { type Amendment, standing } from './amendment.ts'

type FoundedGenesis = Founding['genesis']
type FoundingConfig = FoundedGenesis['config']

/** What a node reads: block 0 as it was founded, and the rules of later blocks as they were decided. */
export interface AmendedGenesis extends Omit<FoundedGenesis, 'config'> {
  readonly config: Omit<FoundingConfig, 'pragueTime' | 'osakaTime'> & {
    readonly pragueTime?: number | undefined
    readonly osakaTime?: number | undefined
    readonly transitions?: { readonly qbft: readonly Transition[] }
  }
}

/**
 * Besu takes `block` for a number where the fork in force began by number, and for a time where it began by time, as every
 * fork does here (BftProtocolSchedule). A number in its place would hold from block 1 on.
 */
interface Transition {
  readonly block: number
  readonly blockperiodseconds: number
}

/**
 * The genesis file of now. Its block 0 has the founding's hash: only forks and transitions that begin later are added. A
 * fork that this kit does not know is left out; `amendmentProblems` has said so before.
 */
export function amendedGenesis(founding: FoundedGenesis, amendments: readonly Amendment[]): AmendedGenesis {
  if (standing(amendments).length === 0) return founding
  return { ...founding, config: amendedConfig(founding.config, amendments) }
}

/** The file's text, byte for byte as nodes are given it: by its digest others tell what a node is made from. */
export function genesisText(founding: FoundedGenesis, amendments: readonly Amendment[]): string {
  return `${JSON.stringify(amendedGenesis(founding, amendments), null, 2)}\n`
}

/** The rules in it, by themselves. */
export function amendedConfig(founding: FoundingConfig, amendments: readonly Amendment[]): AmendedGenesis['config'] {
  const stand = standing(amendments)
  const transitions = transitionsOf(stand)
  // The request timeout stays: no transition carries it, and validators that differ in it, as they would while they are
  // restarted one by one, come to no round together (seen on a real Besu). It counts from the block timer's end.
  return {
    ...founding,
    ...forkTimes(founding, stand),
    ...(transitions.length === 0 ? {} : { transitions: { qbft: transitions } }),
  }
}

/**
 * A head older than this, in seconds, means that the chain stands still. Six request timeouts: by then the second change
 * of round failed as well, and a node late for one is back. Where blocks come more slowly than that, as many of what a
 * founding with the longest of its periods would have had.
 */
export function headAgeSeconds({ config: { qbft, transitions } }: Pick<AmendedGenesis, 'config'>): number {
  const longest = Math.max(0, ...(transitions?.qbft ?? []).map(({ blockperiodseconds }) => blockperiodseconds))
  return 6 * Math.max(qbft.requesttimeoutseconds, defaultRequestTimeout(longest))
}

/** Seconds between blocks from a time on, as decided. */
export function blockPeriodAt(
  { config }: Pick<FoundedGenesis, 'config'>,
  amendments: readonly Amendment[],
  time: number,
): number {
  const begun = transitionsOf(standing(amendments)).findLast(({ block }) => block <= time)
  return begun?.blockperiodseconds ?? config.qbft.blockperiodseconds
}

/** The newest fork that a network was founded on. */
export function foundingFork({ pragueTime, osakaTime }: FoundingConfig): (typeof forks)[number] {
  if (osakaTime !== undefined) return 'osaka'
  return pragueTime === undefined ? 'cancun' : 'prague'
}

/** The newest fork that holds at a time. */
export function forkAt(
  founding: FoundingConfig,
  amendments: readonly Amendment[],
  time: number,
): (typeof forks)[number] {
  const { pragueTime, osakaTime } = amendedConfig(founding, amendments)
  if (osakaTime !== undefined && osakaTime <= time) return 'osaka'
  return pragueTime !== undefined && pragueTime <= time ? 'prague' : 'cancun'
}

function transitionsOf(stand: readonly Amendment[]): Transition[] {
  return stand.flatMap((one) =>
    one.kind === 'block-period' ? [{ block: one.beginsAt, blockperiodseconds: one.seconds }] : [],
  )
}

/** A fork brings those before it along, as founding does. One that is not later than what holds already changes nothing. */
function forkTimes(founding: FoundingConfig, stand: readonly Amendment[]): Record<string, number> {
  let reached = forks.indexOf(foundingFork(founding))
  const times: Record<string, number> = {}
  for (const one of stand) {
    const next = one.kind === 'fork' ? forks.findIndex((fork) => fork === one.fork) : -1
    for (; reached < next; reached += 1) times[`${forks[reached + 1]}Time`] = one.beginsAt
  }
  return times
}
