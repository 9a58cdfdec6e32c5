import type { MemberOptions } from '../../network/consortium/member-options/member-options.ts'
import { parseMemberOptions } from '../../network/consortium/member-options/parse-member-options.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { readText } from '../founding/read-text.ts'
import { exists } from './exists.ts'
import { homePaths } from './home.ts'

/** The member.yaml that a home keeps; undefined where none was given yet. @throws InputProblems */
export async function keptOptions(home: string): Promise<MemberOptions | undefined> {
  const file = homePaths.options(home)
  if (!(await exists(file))) return undefined
  const reading = parseMemberOptions(await readText(file), file)
  if (!reading.ok) throw new InputProblems(reading.problems)
  return reading.options
}
