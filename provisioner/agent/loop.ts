import { setTimeout } from 'node:timers/promises'
import type { Finding } from '../../network/agent/action.ts'
import type { Agent, Pass } from './agent.ts'
import type { Lease } from './lease.ts'
import type { AgentMetrics } from './metrics.ts'

export interface Looping {
  readonly agent: Pick<Agent, 'pass' | 'period' | 'standBy'>
  readonly lease: Lease
  readonly metrics: AgentMetrics
  now(): number
  elapsed(): number
  /** A pass came to its end, or there was none to make: another agent is at work. */
  passed(): void
  progress(line: string): void
  readonly signal: AbortSignal
}

/** One pass a block for as long as nobody stops it. A pass that fails as a whole is told, and the next one begins anew. */
export async function loop(looping: Looping): Promise<void> {
  const { agent, lease, metrics, signal } = looping
  let told: ReadonlySet<string> = new Set()
  let work: Promise<void> | undefined
  while (!signal.aborted) {
    const began = looping.elapsed()
    const leads = await lease.hold()
    metrics.leads(leads)
    const pass = leads ? await passOnce(looping, began) : agent.standBy()
    work = pass?.work ?? work
    if (pass !== undefined || !leads) looping.passed()
    if (pass !== undefined) told = tell(pass.findings, told, looping.progress)
    const rest = Math.max(0.05, agent.period() - (looping.elapsed() - began))
    await setTimeout(rest * 1000, undefined, { signal }).catch(() => undefined)
  }
  await work?.catch(() => undefined)
}

async function passOnce({ agent, metrics, now, elapsed, progress }: Looping, began: number): Promise<Pass | undefined> {
  try {
    const pass = await agent.pass()
    metrics.passed('done', { now: now(), took: elapsed() - began })
    return pass
  } catch (error) {
    metrics.passed('failed', { now: now(), took: elapsed() - began })
    progress(`pass failed: ${(error instanceof Error ? error.message : String(error)).slice(0, 300)}`)
    return undefined
  }
}

/** Says a finding when it comes, and when it is gone; not at every block. */
function tell(findings: readonly Finding[], told: ReadonlySet<string>, progress: (line: string) => void): Set<string> {
  const now = new Map(findings.map((finding) => [`${finding.code} ${finding.subject}`, finding]))
  for (const [key, { code, says, remedy }] of now) if (!told.has(key)) progress(`${code}: ${says} ${remedy}`)
  for (const key of told) if (!now.has(key)) progress(`over: ${key}`)
  return new Set(now.keys())
}
