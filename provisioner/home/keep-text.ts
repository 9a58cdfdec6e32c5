import { mkdir, readFile } from 'node:fs/promises'
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

/** A text with its salt, as it was kept; undefined where none is. */
export async function keptText(home: Home, name: string): Promise<Record<string, unknown> | undefined> {
  const text = await readFile(join(homePaths.proposals(home.dir), name), 'utf8').catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return undefined
      throw cause
    },
  )
  return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>)
}
