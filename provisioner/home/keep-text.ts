import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { documentText } from '../founding/publish.ts'
import { writeNew } from './atomic-file.ts'
import { type Home, homePaths } from './home.ts'

/** Keeps a text with its salt, on disk before its commitment goes anywhere: nobody could open it otherwise. */
export async function keepText(home: Home, name: string, document: object): Promise<void> {
  const folder = homePaths.proposals(home.dir)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeNew(join(folder, name), documentText(document))
}
