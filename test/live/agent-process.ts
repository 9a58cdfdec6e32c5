import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

/** Clock ticks a second, as /proc counts them on Linux. */
const TICKS = 100

/** Memory and work of a process, over some seconds. */
export async function frugality(pid: number, seconds: number): Promise<{ megabytes: number; core: number }> {
  const before = ticksOf(pid)
  await setTimeout(seconds * 1000)
  const core = (ticksOf(pid) - before) / TICKS / seconds
  const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  return { megabytes: kilobytes / 1024, core }
}

/** proc(5): utime and stime are the 14th and 15th field of stat, counted behind the name in brackets. */
function ticksOf(pid: number): number {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

interface Health {
  readonly good: boolean
  readonly findings: readonly string[]
}

export function healthAt(port: number): Promise<Health> {
  return fetch(`http://127.0.0.1:${port}/health`).then((response) => response.json() as Promise<Health>)
}

/** A gauge of the agent, by its name alone. */
export async function gaugeAt(port: number, name: string): Promise<number> {
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then((response) => response.text())
  return Number(new RegExp(`^quorate_${name} (\\S+)`, 'm').exec(text)?.[1])
}
