import { describe, expect, it } from '@jest/globals'
import { begunNodes } from '../../../provisioner/steps/node.ts'

const lines = (...events: readonly (readonly [string, string, string])[]) =>
  events.map(([event, kind, subject], i) => {
    return { event, kind, subject, serial: i + 1, at: '2026-09-01T00:00:00Z', previous: '', digest: '' }
  })

describe('a node that a run was killed at', () => {
  it('is known by the journal: begun, and not done since', () => {
    const begun = ['step.started', 'node', 'north-1'] as const
    const done = ['step.done', 'node', 'north-1'] as const
    expect([...begunNodes(lines(begun))]).toEqual(['north-1'])
    expect([...begunNodes(lines(begun, done))]).toEqual([])
    expect([...begunNodes(lines(begun, done, begun))]).toEqual(['north-1'])
    expect([...begunNodes(lines(['step.started', 'connect', 'http://127.0.0.1:1'], done))]).toEqual([])
  })
})
