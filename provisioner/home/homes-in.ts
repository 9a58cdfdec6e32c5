import { readdir } from 'node:fs/promises'
import { rehearsalPaths } from '../rehearsal/folder.ts'
import { exists } from './exists.ts'
import { homePaths } from './home.ts'
import { openHome } from './open-home.ts'

/** The one home that a folder is, or every home of the rehearsal that it holds. */
export async function homesIn(dir: string): Promise<{ readonly home: string; readonly member: string }[]> {
  if (await exists(homePaths.record(dir))) return [{ home: dir, member: (await openHome(dir)).record.member }]
  const members = await readdir(rehearsalPaths.homes(dir)).catch(() => [])
  return members.map((member) => ({ home: rehearsalPaths.home(dir, member), member }))
}
