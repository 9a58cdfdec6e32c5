import { resolve } from 'node:path'
import { readDirectory } from '../../network/ceremony/directory-read.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { InputProblems } from '../../network/input-problems.ts'
import type { Environment } from '../environment.ts'
import { readText } from '../founding/read-text.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { type Input, usage } from './input.ts'

/** A newer one: what was decided since, and where the others are reached now. */
export async function givenDirectory(input: Input, env: Environment, { founding }: Lock) {
  const given = input.text('directory')
  if (given === undefined) return undefined
  const file = resolve(env.cwd, given)
  const reading = await readDirectory(await readText(file), file)
  if (!reading.ok) throw new InputProblems(reading.problems)
  if (reading.directory.networkId === founding.networkId) return reading
  throw usage(`${given} is of another network, ${reading.directory.networkId}.`)
}

/** What the home was made from, where that was a directory: its lock, and where the others are reached. */
export async function keptDirectory(home: string) {
  const file = homePaths.directory(home)
  if (!(await exists(file))) return undefined
  const reading = await readDirectory(await readText(file), file)
  if (!reading.ok) throw new InputProblems(reading.problems)
  return reading
}
