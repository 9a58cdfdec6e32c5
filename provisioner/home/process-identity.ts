import { readFileSync } from 'node:fs'

/** A process as others can tell it apart: `started` is its start in clock ticks since boot, 0 where /proc is not there. */
export interface ProcessIdentity {
  readonly pid: number
  readonly started: number
}

export function thisProcess(): ProcessIdentity {
  return identify(process.pid)
}

/** Which process has this pid now. */
export function identify(pid: number): ProcessIdentity {
  return { pid, started: startOf(pid) }
}

/**
 * Whether that very process still runs; a pid that was given to another process since does not count. Another user's
 * process is the one meant only where its start is known to be: under hidepid (proc(5)) nobody is told.
 */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  const now = startOf(pid)
  try {
    process.kill(pid, 0)
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM' && now === started && now !== 0
  }
  return now === started || now === 0 || started === 0
}

/** Which run of this machine's kernel it is: pids and starts of one say nothing in another. Undefined where nobody can tell. */
export function bootId(): string | undefined {
  try {
    return readFileSync(BOOT_ID, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** random(4). */
export const BOOT_ID = '/proc/sys/kernel/random/boot_id'

/** proc(5): field 22 of /proc/PID/stat; the second, the command's name, may hold spaces and parentheses. */
function startOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  } catch {
    return 0
  }
}
