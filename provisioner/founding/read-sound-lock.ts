import { checkLock } from '../../network/ceremony/check-lock.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { readLock } from './read.ts'

/** @throws InputProblems where it is no lock, or one that does not prove itself. */
export async function readSoundLock(file: string): Promise<Lock> {
  const lock = await readLock(file)
  const problems = await checkLock(lock, file)
  if (problems.length > 0) throw new InputProblems(problems)
  return lock
}
