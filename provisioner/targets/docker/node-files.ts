import { chmod, mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeSynced } from '../../home/atomic-file.ts'

/** Only while no container has the folder bound. Readable by whichever user the container has; nothing here is secret. */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
  await open(folder)
  for (const [path, text] of files) {
    if (path.includes('/')) await open(join(folder, dirname(path)))
    await writeSynced(join(folder, path), text, 0o444)
  }
}

/** Whatever the umask says. */
async function open(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
}
