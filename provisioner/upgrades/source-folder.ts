import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** How a folder of sources answers imports: its own files first, then what is installed in it. */
export function sourceFolder(folder: string): (path: string) => string | undefined {
  return (path) => {
    if (path.split('/').includes('..')) return undefined
    const file = [join(folder, path), join(folder, 'node_modules', path)].find(existsSync)
    return file === undefined ? undefined : readFileSync(file, 'utf8')
  }
}
