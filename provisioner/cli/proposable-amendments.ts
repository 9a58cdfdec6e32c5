import { foundingFork } from '../../network/amendments/amended-genesis.ts'
import { type Amendment, standing } from '../../network/amendments/amendment.ts'
import { forks } from '../../network/consortium/chain-defaults.ts'
import { limits } from '../../network/consortium/limits.ts'
import { instant, instantText } from '../../network/consortium/schema/calendar.ts'
import { duration } from '../../network/consortium/schema/duration.ts'
import { amendmentAction } from '../../network/governance/action.ts'
import { readAmendments } from '../chain/amendments.ts'
import type { AtWork } from '../chain/as-member.ts'
import { read } from '../chain/read.ts'
import { readRules } from '../chain/rules.ts'
import { usage } from './input.ts'
import type { Proposed } from './proposable.ts'

/** `amend fork osaka TIME`, `amend block-period 4 TIME`, `amend cancel 0`. */
export async function proposedAmendment(words: readonly string[], at: AtWork): Promise<Proposed> {
  const [kind, what = '', time = ''] = words
  const amendments = await readAmendments(at.provider)
  if (kind === 'cancel' && words.length === 2) return { action: amendmentAction(cancelling(what, amendments)) }
  if ((kind !== 'fork' && kind !== 'block-period') || words.length !== 3) {
    throw usage(
      'Give what is amended and when: amend fork NAME TIME, amend block-period SECONDS TIME, or amend cancel N.',
    )
  }
  const beginsAt = await timeOf(time, at)
  const last = standing(amendments).at(-1)?.beginsAt ?? 0
  if (beginsAt <= last) throw usage(`It has to begin after ${instantText(last)}, when the last one decided on begins.`)
  if (kind === 'fork') return { action: amendmentAction({ kind, fork: laterFork(what, amendments, at), beginsAt }) }
  const seconds = period(what)
  const cadence = await read(at.provider, 'CheckpointBoard', 'cadenceSeconds')
  const blocks = Math.floor(Number(cadence) / seconds)
  if (blocks < limits.windowBlocks)
    throw usage(
      `A checkpoint every ${cadence} s would cover ${blocks} blocks; ${limits.windowBlocks} are needed: propose parameter cadence first.`,
    )
  return { action: amendmentAction({ kind, seconds, beginsAt }) }
}

function cancelling(what: string, amendments: readonly Amendment[]) {
  const number = /^\d{1,4}$/.test(what) ? Number(what) : -1
  const found = amendments[number]
  if (found === undefined || found.cancelledAt !== null) {
    const numbers = amendments.flatMap(({ cancelledAt }, i) => (cancelledAt === null ? [String(i)] : []))
    throw usage(`No amendment that stands is ${what}; there are ${numbers.join(', ') || 'none'}.`)
  }
  return { kind: 'cancel', number } as const
}

function laterFork(name: string, amendments: readonly Amendment[], { location }: AtWork): string {
  const { config } = location.lock.founding.genesis
  const reached = [
    foundingFork(config),
    ...standing(amendments).flatMap((one) => (one.kind === 'fork' ? [one.fork] : [])),
  ]
  const later = forks.slice(Math.max(...reached.map((fork) => forks.findIndex((one) => one === fork))) + 1)
  if (later.some((fork) => fork === name)) return name
  throw usage(`${name} is no fork that can begin; ${later.join(', ') || 'none that this kit knows'} can.`)
}

function period(text: string): number {
  const [least, most] = limits.blockPeriodSeconds
  const seconds = /^\d{1,2}$/.test(text) ? Number(text) : 0
  if (seconds >= least && seconds <= most) return seconds
  throw usage(`A block period is a whole number of seconds from ${least} to ${most}.`)
}

/** An instant, or a duration from now. What cannot be decided in time is not even proposed. */
async function timeOf(text: string, { provider }: AtWork): Promise<number> {
  // The chain's own time, by which it judges: a rehearsal's may be days ahead of any clock.
  const now = (await provider.getBlock('latest'))?.timestamp ?? 0
  const ahead = text.startsWith('+') ? duration(1, 366 * 86_400).safeParse(text.slice(1)) : undefined
  const parsed = ahead === undefined ? instant.safeParse(text) : ahead
  if (!parsed.success) throw usage(`"${text}" is neither ${instantText(now + 86_400)} nor a time from now such as +2d.`)
  const beginsAt = ahead === undefined ? parsed.data : now + parsed.data
  const [{ parameters }, lead] = await Promise.all([readRules(provider), read(provider, 'Amendments', 'lead')])
  const { votingDelaySeconds, votingPeriodSeconds, timelockSeconds } = parameters
  const takes = votingDelaySeconds + votingPeriodSeconds + timelockSeconds + Number(lead)
  if (beginsAt >= now + takes) return beginsAt
  throw usage(
    `It cannot begin at ${instantText(beginsAt)}: after the vote, its timelock and the time that agents need, ${instantText(now + takes)} is the earliest.`,
  )
}
