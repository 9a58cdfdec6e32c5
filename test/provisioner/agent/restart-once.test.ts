import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { type Hold, sharedHold } from '../../../provisioner/agent/hold.ts'
import { mayRestart, noteNotRestarted } from '../../../provisioner/agent/restart-once.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import { newFolder } from '../home/folders.ts'

/** A hold on a journal alone; each agent that starts has its own. */
function holdOn(file: string): Hold {
  return sharedHold(async (opened) => {
    const journal = await openJournal(file, () => 0)
    try {
      await opened({ journal, at: () => Promise.reject(new Error('no block comes')) })
    } finally {
      await journal.close()
    }
  })
}

describe('a restart that heals a stall', () => {
  it('is done once after the same block, though the agent was killed and has forgotten it', async () => {
    const file = join(await newFolder(), 'journal.ndjson')
    const asked = async (node: string, head: number, now = 0) => mayRestart(holdOn(file), { node, head }, now)
    expect([await asked('a-1', 7), await asked('a-1', 7), await asked('a-1', 7, 179)]).toEqual([true, false, false])
    expect([await asked('a-2', 7), await asked('a-1', 9)]).toEqual([true, true])
    // What came back then may have gone, and be back again.
    expect(await asked('a-1', 7, 180)).toBe(true)
  })

  it('is tried again where it was not done', async () => {
    const hold = holdOn(join(await newFolder(), 'journal.ndjson'))
    const restart = { node: 'a-1', head: 7 }
    expect(await mayRestart(hold, restart, 0)).toBe(true)
    await noteNotRestarted(hold, restart)
    expect([await mayRestart(hold, restart, 1), await mayRestart(hold, restart, 2)]).toEqual([true, false])
  })

  it('does not wait for a command that has the home', async () => {
    const refuses = () =>
      Promise.reject(new QuorateError('HOME_BUSY', 'Another command is at work.', { remedy: 'Wait.' }))
    const busy: Hold = { with: refuses, noting: refuses }
    expect(await mayRestart(busy, { node: 'a-1', head: 7 }, 0)).toBe(true)
    await noteNotRestarted(busy, { node: 'a-1', head: 7 })
  })
})
