import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeSynced } from '../../home/atomic-file.ts'

/** Only while no container has the folder bound. Readable by whichever user the container has; nothing here is secret. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
  await mkdir(folder, { mode: 0o755 })
  for (const [path, text] of files) {
    if (path.includes('/')) await mkdir(join(folder, dirname(path)), { recursive: true, mode: 0o755 })
    await writeSynced(join(folder, path), text, 0o444)
  }
}
