import { rm } from 'node:fs/promises'
import { replace, syncFolder } from './atomic-file.ts'
import { mayExist } from './exists.ts'
import { homePaths } from './home.ts'

/**
 * What a person stopped stays down, whatever an agent decided before it: `down` says so before it stops the first node, and
 * `apply` and `upgrade` take it back before they make one.
 */
export const isTakenDown = (home: string): Promise<boolean> => mayExist(homePaths.takenDown(home))

export const takesDown = (home: string): Promise<void> => replace(homePaths.takenDown(home), '', { mode: 0o600 })

export async function standsAgain(home: string): Promise<void> {
  await rm(homePaths.takenDown(home), { force: true })
  await syncFolder(home)
}
