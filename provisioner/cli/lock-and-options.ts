import { resolve } from 'node:path'
import type { Lock } from '../../network/ceremony/lock.ts'
import { type MemberOptions, memberOptionsSchema } from '../../network/consortium/member-options/member-options.ts'
import { parseMemberOptions } from '../../network/consortium/member-options/parse-member-options.ts'
import { InputProblems } from '../../network/input-problems.ts'
import type { Environment } from '../environment.ts'
import { readSoundLock } from '../founding/read-sound-lock.ts'
import { readText } from '../founding/read-text.ts'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'
import { keptDirectory } from './directories.ts'
import { type Input, usage } from './input.ts'

/** The network's lock as given now, or as kept. */
export async function lockOf(input: Input, env: Environment, home: string): Promise<Lock> {
  const given = input.text('lock')
  const file = given === undefined ? homePaths.agreed(home) : resolve(env.cwd, given)
  if (given === undefined && !(await exists(file))) {
    const directory = await keptDirectory(home)
    if (directory !== undefined) return directory.lock
    throw usage('Give the lock of the network with --lock.')
  }
  return readSoundLock(file)
}

/** member.yaml as given now, or as kept; with neither, the defaults. `--target` outweighs what it says. */
export async function optionsOf(
  input: Input,
  env: Environment,
  { dir }: Home,
): Promise<{ text: string; options: MemberOptions }> {
  const given = input.text('options')
  const kept = homePaths.options(dir)
  const file = given === undefined ? ((await exists(kept)) ? kept : undefined) : resolve(env.cwd, given)
  const target = input.text('target')
  if (file === undefined) {
    const parsed = memberOptionsSchema.safeParse({ format: 'quorate/member/1', target })
    if (!parsed.success) throw usage(`--target is "${target}"; embedded, process, docker or kubernetes was expected.`)
    return { text: `format: quorate/member/1\ntarget: ${target}\n`, options: parsed.data }
  }
  const text = await readText(file)
  const reading = parseMemberOptions(text, file)
  if (!reading.ok) throw new InputProblems(reading.problems)
  if (target !== undefined && target !== reading.options.target)
    throw usage(`--target is ${target}, and ${file} says ${reading.options.target}.`)
  return { text, options: reading.options }
}
