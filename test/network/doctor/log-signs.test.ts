import { describe, expect, it } from '@jest/globals'
import { logEntries } from '../../../network/doctor/log-line.ts'
import { logSigns } from '../../../network/doctor/log-signs.ts'
import { head, healthy, withNode } from './healthy.ts'
import { logs } from './log-lines.ts'

const found = (log: readonly string[], change: Parameters<typeof withNode>[0] = {}) =>
  logSigns(withNode({ ...change, log })).map(({ code }) => code)
const later = (seconds: number, log: readonly string[]) => ({ ...withNode({ log }), now: head.time + seconds })

describe('what a log tells', () => {
  it.each([
    ['CLOCK_SKEW_SEVERE', logs.margin],
    ['NODE_GENESIS_OTHER', logs.genesis],
    ['DATA_NEWER', logs.newer],
    ['STATE_ROOT_MISMATCH', logs.stateRoot],
    ['STATE_ROOT_MISMATCH', logs.persisting],
    ['WORLD_STATE_MISSING', logs.worldState],
    ['DATABASE_BUSY', logs.busy],
    ['PORT_TAKEN', logs.port],
    ['OUT_OF_MEMORY', logs.memory],
    ['NAT_FAILED', logs.nat],
    ['MESSAGE_UNREADABLE', logs.rlp],
    ['BLOCK_REFUSED', logs.invalid],
  ])('is %s', (code, log) => {
    expect(found(log)).toEqual([code])
  })

  it('is nothing where blocks come as they should, and rounds change', () => {
    expect(found([...logs.block, ...logs.round(3, 10), ...logs.block])).toEqual([])
  })

  it('is one finding however often it stands there, with how often', () => {
    const [finding, ...others] = logSigns(withNode({ log: [...logs.worldState, ...logs.block, ...logs.worldState] }))
    expect(others).toEqual([])
    expect(finding?.says).toContain('2 times')
  })

  it('is the past after a quarter of an hour, but not where the node has ended', () => {
    expect(logSigns(later(1_000, logs.worldState))).toEqual([])
    expect(logSigns({ ...later(1_000, logs.busy), ...withNode({ log: logs.busy, state: 'stopped' }) })).toHaveLength(1)
  })

  it('is read through a terminal’s colours, and moves nobody’s cursor', () => {
    const log = [`\u001b[2m${logs.worldState[0]}\u001b[m \u001b[2J\u0007\u009b31m`]
    const [finding] = logSigns(withNode({ log }))
    expect(finding?.code).toBe('WORLD_STATE_MISSING')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(finding?.says).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  })

  it('is quoted to a length that a terminal shows', () => {
    const [finding] = logSigns(withNode({ log: [`${logs.worldState[0]} ${'x'.repeat(5_000)}`] }))
    expect(finding?.says.length).toBeLessThan(400)
  })
})

describe('the entries of a log', () => {
  it('are lines with a time, and those below them that have none', () => {
    const entries = logEntries(['cut off', ...logs.busy, ...logs.block])
    expect(entries.map(({ time }) => time)).toEqual([undefined, head.time, head.time])
    expect(entries[1]?.text.split('\n')).toHaveLength(2)
  })

  it.each([
    ['2026-11-22 21:37:36.532+0000 | main', 1_795_383_456],
    ['2026-11-22T21:37:36.532Z main', 1_795_383_456],
    ['2026-11-22 23:07:36.532+01:30 | main', 1_795_383_456],
    ['2026-11-22 16:37:36.532-0500 | main', 1_795_383_456],
  ])('have their time in whatever zone the node has: %s', (line, time) => {
    expect(logEntries([line])[0]?.time).toBe(time)
  })

  it('have no time where the line gives none that is one', () => {
    expect(logEntries(['9999999-11-22 21:37:36'])[0]?.time).toBeUndefined()
    expect(healthy.nodes[0]?.log).toEqual([])
  })
})
