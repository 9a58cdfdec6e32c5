import { readFileSync } from 'node:fs'

/** The kit's version, from package.json, in the source tree and in `dist/`. */
export const version: string = read('../../package.json') ?? read('../../../package.json') ?? 'unknown'

function read(path: string): string | undefined {
  try {
    return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version
  } catch {
    return undefined
  }
}
