import { describe, expect, it } from '@jest/globals'
import type { Made } from '../../../network/agent/maintenance.ts'
import type { Registry } from '../../../network/agent/registry.ts'
import type { AgentParts } from '../../../provisioner/agent/agent.ts'
import { BusyHome } from '../../../provisioner/agent/busy-home.ts'
import { Failures } from '../../../provisioner/agent/failures.ts'
import type { Look } from '../../../provisioner/agent/look.ts'
import { Maintainer } from '../../../provisioner/agent/maintainer.ts'
import { AgentMetrics } from '../../../provisioner/agent/metrics.ts'

const NODE = 'hospital-north-1'
const registry = { amendments: [] } as unknown as Registry
const look = { nodes: [{ node: NODE }], down: new Set(), findings: [] } as unknown as Look

/** A maintainer whose remakes all fail, of one node that is made so. */
function failing() {
  const failures = new Failures()
  const at = { made: 'behind' as Made, unfinished: [] as string[], now: 0 }
  const clock = { now: () => at.now, elapsed: () => at.now }
  const upkeep = {
    made: async () => new Map([[NODE, at.made]]),
    unfinished: async () => at.unfinished,
    remake: () => Promise.reject(new Error('its image cannot be pulled')),
  }
  const parts = { ...clock, upkeep, metrics: new AgentMetrics(), progress: () => {} }
  const maintainer = new Maintainer(parts as unknown as AgentParts, failures, new BusyHome(failures, clock))
  const pass = async () => {
    await maintainer.seen(look, registry, true)
    await maintainer.finish(look)
    return failures.findings().map(({ subject }) => subject)
  }
  return { at, pass, remake: () => maintainer.remake([NODE], []) }
}

describe('a remake that failed', () => {
  it('is a finding while its node is behind, and over where other hands have made it current', async () => {
    const { at, pass, remake } = failing()
    remake()
    expect(await pass()).toEqual([`remake of ${NODE}`])
    expect(await pass()).toEqual([`remake of ${NODE}`])
    at.made = 'current'
    at.now = 31
    expect(await pass()).toEqual([])
  })

  it('stays one while it is not ended, whatever the node is made from', async () => {
    const { at, pass, remake } = failing()
    Object.assign(at, { made: 'current', unfinished: [NODE] })
    remake()
    await pass()
    expect(await pass()).toEqual([`remake of ${NODE}`])
  })
})
