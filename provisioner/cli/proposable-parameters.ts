import { limits } from '../../network/consortium/limits.ts'
import { duration } from '../../network/consortium/schema/duration.ts'
import { boardAction } from '../../network/governance/action.ts'
import type { AtWork } from '../chain/as-member.ts'
import { readMembers } from '../chain/members.ts'
import { usage } from './input.ts'
import type { Proposed } from './proposable.ts'

/** `parameter threshold 5`, `parameter cadence 10m`. */
export async function proposedParameter(words: readonly string[], { provider }: AtWork): Promise<Proposed> {
  const [name, value = ''] = words
  if (words.length !== 2 || (name !== 'threshold' && name !== 'cadence')) {
    throw usage('Give a parameter and its value: parameter threshold M, or parameter cadence 10m.')
  }
  if (name === 'cadence') return { action: boardAction('setCadence', cadence(value)) }
  const members = (await readMembers(provider)).filter(({ status }) => status === 'active').length
  const threshold = /^\d{1,3}$/.test(value) ? Number(value) : 0
  // As at the founding: two halves could each sign a checkpoint of its own.
  if (threshold * 2 > members && threshold <= members) return { action: boardAction('setThreshold', threshold) }
  throw usage(`Of ${members} members, ${Math.floor(members / 2) + 1} to ${members} can be asked to sign a checkpoint.`)
}

function cadence(text: string): number {
  const parsed = duration(...limits.everySeconds).safeParse(text)
  if (parsed.success) return parsed.data
  throw usage(`The cadence is "${text}"; ${parsed.error.issues[0]?.message ?? 'a duration'} was expected.`)
}
