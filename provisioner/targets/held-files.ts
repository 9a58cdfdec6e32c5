import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

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
