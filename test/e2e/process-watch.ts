import { readFileSync } from 'node:fs'
import { allProcesses, familyOf } from './processes.ts'
import type { Place } from './secrets.ts'

/**
 * Looks, until it is ended, at the arguments and the environment of every process that this one started, and of every
 * other that names the folder: what outlives its starter is nobody's child.
 */
export function watchProcesses(folder: string) {
  const seen = new Map<string, Place>()
  const look = () => {
    const mine = new Set(familyOf(process.pid).map(({ pid }) => pid))
    for (const { pid, command } of allProcesses()) {
      const key = `${pid} ${command}`
      if (pid === process.pid || seen.has(key) || !(mine.has(pid) || command.includes(folder))) continue
      for (const part of ['cmdline', 'environ']) {
        const bytes = partOf(pid, part)
        if (bytes !== undefined)
          seen.set(part === 'cmdline' ? key : `${key} ${part}`, { name: `${key}, ${part}`, bytes })
      }
    }
  }
  look()
  const timer = setInterval(look, 40)
  // A test that fails before its end must not be kept from ending.
  timer.unref()
  return {
    end(): Place[] {
      clearInterval(timer)
      look()
      return [...seen.values()]
    },
  }
}

function partOf(pid: number, part: string): Buffer | undefined {
  try {
    return readFileSync(`/proc/${pid}/${part}`)
  } catch {
    return undefined
  }
}
