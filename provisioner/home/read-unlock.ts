import type { Unlock } from '../../network/consortium/member-options/member-options.ts'
import { exists } from './exists.ts'
import { homePaths } from './home.ts'

/** Where this member's keys are, by the member.yaml that its home keeps; undefined where it keeps none. @throws InputProblems */
export async function readUnlock(dir: string): Promise<Unlock | undefined> {
  if (!(await exists(homePaths.options(dir)))) return undefined
  // Most homes of a rehearsal keep none, and reading YAML is a good part of a command's start.
  const { keptOptions } = await import('./kept-options.ts')
  return (await keptOptions(dir))?.unlock
}
