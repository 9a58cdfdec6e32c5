import { resolve } from 'node:path'
import { blockPeriodAt } from '../../network/amendments/amended-genesis.ts'
import { standing } from '../../network/amendments/amendment.ts'
import { limits } from '../../network/consortium/limits.ts'
import { duration } from '../../network/consortium/schema/duration.ts'
import { boardAction } from '../../network/governance/action.ts'
import { readAmendments } from '../chain/amendments.ts'
import type { AtWork } from '../chain/as-member.ts'
import { readMembers } from '../chain/members.ts'
import { chainTime } from '../chain/wait-until.ts'
import type { Environment } from '../environment.ts'
import { usage } from './input.ts'
import { proposedEmergency } from './proposable-emergency.ts'
import type { Proposed } from './proposable.ts'

/** `parameter threshold 5`, `parameter cadence 10m`, `parameter emergency now.yaml`. */
export async function proposedParameter(words: readonly string[], at: AtWork, { cwd }: Environment): Promise<Proposed> {
  const [name, value = ''] = words
  if (words.length !== 2 || (name !== 'threshold' && name !== 'cadence' && name !== 'emergency')) {
    throw usage(
      'Give a parameter and its value: parameter threshold M, parameter cadence 10m, or parameter emergency FILE.',
    )
  }
  if (name === 'emergency') return proposedEmergency(resolve(cwd, value), at.provider)
  if (name === 'cadence') return { action: boardAction('setCadence', await cadence(value, at)) }
  const members = (await readMembers(at.provider)).filter(({ status }) => status === 'active').length
  const threshold = /^\d{1,3}$/.test(value) ? Number(value) : 0
  // As at the founding: two halves could each sign a checkpoint of its own.
  if (threshold * 2 > members && threshold <= members) return { action: boardAction('setThreshold', threshold) }
  throw usage(`Of ${members} members, ${Math.floor(members / 2) + 1} to ${members} can be asked to sign a checkpoint.`)
}

/** A window holds some blocks at the pace of now, and at every one that was decided on. */
async function cadence(text: string, at: AtWork): Promise<number> {
  const parsed = duration(...limits.everySeconds).safeParse(text)
  if (!parsed.success)
    throw usage(`The cadence is "${text}"; ${parsed.error.issues[0]?.message ?? 'a duration'} was expected.`)
  const [amendments, now] = await Promise.all([readAmendments(at.provider), chainTime(at.provider)])
  const present = blockPeriodAt(at.location.lock.founding.genesis, amendments, now)
  const later = standing(amendments).flatMap((one) =>
    one.kind === 'block-period' && one.beginsAt > now ? [one.seconds] : [],
  )
  const slowest = Math.max(present, ...later)
  if (parsed.data >= slowest * limits.windowBlocks) return parsed.data
  throw usage(
    `With a block every ${slowest} s a checkpoint covers ${limits.windowBlocks} blocks from ${slowest * limits.windowBlocks} s on.`,
  )
}
