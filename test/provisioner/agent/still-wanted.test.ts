import { describe, expect, it } from '@jest/globals'
import type { Decision } from '../../../network/agent/decide.ts'
import { blank } from '../../../network/agent/decide.ts'
import { stillWanted } from '../../../provisioner/agent/still-wanted.ts'

const nothing: Pick<Decision, 'chainActions' | 'memory'> = { chainActions: [], memory: blank }
const episode = { head: 7, reachableSince: 0, lost: true, restarted: true }

describe('what failed', () => {
  it('is wanted on chain as long as it is decided on', () => {
    const decided = { ...nothing, chainActions: [{ kind: 'lapse', number: 3 } as const] }
    expect([stillWanted('lapse 3', decided), stillWanted('lapse 2', decided), stillWanted('lapse 3', nothing)]).toEqual(
      [true, false, false],
    )
    expect(stillWanted('activate a-1', nothing)).toBe(false)
  })

  it('is wanted of a restart as long as the stall lasts that it was to heal', () => {
    const stalled = { ...nothing, memory: { ...blank, episodes: new Map([['a-1', episode]]) } }
    expect([stillWanted('restart of a-1', stalled), stillWanted('restart of a-1', nothing)]).toEqual([true, false])
  })

  it('is for others to forget where no pass decides on it', () => {
    for (const key of ['reading the contracts', 'checkpoint', 'remake of a-1', 'work in the home'])
      expect(stillWanted(key, nothing)).toBe(true)
  })
})
