import { readdirSync, readFileSync } from 'node:fs'

/** Processes as /proc shows them, so these tests look at Linux only; elsewhere nothing is found. */
export interface Seen {
  readonly pid: number
  readonly parent: number
  readonly command: string
  /** Resident memory in MB. */
  readonly megabytes: number
}

export function allProcesses(): Seen[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? see(Number(name)) : []))
}

/** A process and all that it started, and what those started. */
export function familyOf(pid: number): Seen[] {
  const all = allProcesses()
  const family = new Set([pid])
  for (const { pid: own, parent } of all) if (family.has(parent)) family.add(own)
  return all.filter((seen) => family.has(seen.pid))
}

/** Development chains that were started for something in this folder. */
export function chainsOf(folder: string): Seen[] {
  return allProcesses().filter(({ command }) => command.includes(' devchain ') && command.includes(folder))
}

/** Looks at a process and its family until it has ended. */
export function watch(pid: number) {
  const commands = new Set<string>()
  let peak = 0
  const timer = setInterval(() => {
    const family = familyOf(pid)
    for (const { command } of family) commands.add(command)
    peak = Math.max(
      peak,
      family.reduce((sum, { megabytes }) => sum + megabytes, 0),
    )
  }, 50)
  return {
    end() {
      clearInterval(timer)
      return { commands: [...commands], peak: Math.round(peak) }
    },
  }
}

/** Waits for a condition to hold; a deadline in milliseconds says when it never will. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, deadline = 20_000): Promise<void> {
  const end = Date.now() + deadline
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`after ${deadline} ms still not: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function see(pid: number): Seen[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return command === '' ? [] : [{ pid, parent: field('PPid'), command, megabytes: field('VmRSS') / 1024 }]
  } catch {
    return []
  }
}
