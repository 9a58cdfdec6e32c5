import { setTimeout } from 'node:timers/promises'
import { expect, it } from '@jest/globals'
import type { Agent, Pass } from '../../../provisioner/agent/agent.ts'
import { loop } from '../../../provisioner/agent/loop.ts'
import { AgentMetrics } from '../../../provisioner/agent/metrics.ts'

const done: Pass = { findings: [], did: [], work: Promise.resolve() }

/** How often a pass counted while three were made. */
async function counted(leads: boolean, pass: () => Promise<Pass>): Promise<number> {
  const stop = new AbortController()
  let [passes, good] = [0, 0]
  const count = () => {
    passes += 1
    if (passes === 3) stop.abort()
  }
  const made = async () => {
    count()
    return pass()
  }
  const agent = { pass: made, period: () => 0.01, standBy: () => count() } as unknown as Agent
  await loop({
    ...{ agent, metrics: new AgentMetrics(), signal: stop.signal, now: () => 0, elapsed: () => 0 },
    lease: { hold: async () => leads, close: async () => undefined } as never,
    passed: () => {
      good += 1
    },
    progress: () => undefined,
  })
  await setTimeout(0)
  return good
}

it('counts passes that came to their end, and those that another agent makes, and none that failed', async () => {
  expect(await counted(true, async () => done)).toBe(3)
  expect(await counted(false, async () => done)).toBe(3)
  expect(await counted(true, () => Promise.reject(new Error('the engine is stopped')))).toBe(0)
})
