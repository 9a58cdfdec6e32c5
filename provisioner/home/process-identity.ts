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

/** Whether that very process still runs; a pid that was given to another process since does not count. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  const now = startOf(pid)
  return now === started || now === 0 || started === 0
}

/** proc(5): field 22 of /proc/PID/stat; the second, the command's name, may hold spaces and parentheses. */
function startOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  } catch {
    return 0
  }
}
