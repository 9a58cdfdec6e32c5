import { readdirSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Where the process target hands keys over; see provisioner/targets/process/key-place.ts. */
const MEMORY = '/dev/shm'
/** Linux's number of tmpfs, from statfs(2). */
const TMPFS = 0x01021994

export interface KeySeen {
  readonly file: string
  readonly fileMode: number
  readonly folderMode: number
  readonly tmpfs: boolean
}

/** Node keys that stand in memory now. */
export function keysInMemory(): KeySeen[] {
  return readdirSync(MEMORY).flatMap((folder) => {
    if (!folder.startsWith('quorate-')) return []
    return read(() => readdirSync(join(MEMORY, folder))).flatMap((name) => see(join(MEMORY, folder), name))
  })
}

/** Looks until it is ended, at keys that are there for the time of a start only; not at what others left there before. */
export function watchKeys() {
  const before = new Set(keysInMemory().map(({ file }) => file))
  const seen = new Map<string, KeySeen>()
  const look = () => {
    for (const key of keysInMemory()) if (!before.has(key.file)) seen.set(key.file, key)
  }
  const timer = setInterval(look, 50)
  timer.unref()
  return {
    end(): KeySeen[] {
      clearInterval(timer)
      return [...seen.values()]
    },
  }
}

function see(folder: string, name: string): KeySeen[] {
  return read(() => {
    const file = join(folder, name)
    const fileMode = statSync(file).mode & 0o777
    return [{ file, fileMode, folderMode: statSync(folder).mode & 0o777, tmpfs: statfsSync(folder).type === TMPFS }]
  })
}

/** A key may go between one look and the next. */
function read<T>(of: () => T[]): T[] {
  try {
    return of()
  } catch {
    return []
  }
}
