import { statfsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { keyFile } from '../../provisioner/targets/process/key-place.ts'

/** Linux's number of tmpfs, from statfs(2). */
const TMPFS = 0x01021994

export interface KeySeen {
  readonly fileMode: number
  readonly folderMode: number
  readonly tmpfs: boolean
}

/** A node's key, where the process target hands it over: there for the time of a start only. */
export function keyInMemory(home: string, node: string): KeySeen | undefined {
  const file = keyFile({ dir: home }, node)
  try {
    const [{ mode }, folder] = [statSync(file), dirname(file)]
    return {
      fileMode: mode & 0o777,
      folderMode: statSync(folder).mode & 0o777,
      tmpfs: statfsSync(folder).type === TMPFS,
    }
  } catch {
    return undefined
  }
}

/** Looks at a node's key until it is ended. */
export function watchKey(home: string, node: string) {
  let seen: KeySeen | undefined
  const timer = setInterval(() => {
    seen = keyInMemory(home, node) ?? seen
  }, 50)
  timer.unref()
  return {
    end(): KeySeen | undefined {
      clearInterval(timer)
      return seen
    },
  }
}
