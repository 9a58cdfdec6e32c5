import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { writeSynced } from '../../home/atomic-file.ts'

/** Whether the folder holds these files and no others. */
export async function holds(folder: string, files: ReadonlyMap<string, string>): Promise<boolean> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const found = entries.filter((entry) => !entry.isDirectory())
  if (found.length !== files.size) return false
  for (const entry of found) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || (await readFile(path, 'utf8')) !== files.get(relative(folder, path))) return false
  }
  return true
}

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
