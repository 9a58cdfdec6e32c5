import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { type Hold, sharedHold } from '../../../provisioner/agent/hold.ts'
import { isFirstRestart } from '../../../provisioner/agent/restart-once.ts'
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
    const asked = async (node: string, head: number) => isFirstRestart(holdOn(file), node, head)
    expect([await asked('a-1', 7), await asked('a-1', 7), await asked('a-1', 7)]).toEqual([true, false, false])
    expect([await asked('a-2', 7), await asked('a-1', 9)]).toEqual([true, true])
  })

  it('does not wait for a command that has the home', async () => {
    const refuses = () =>
      Promise.reject(new QuorateError('HOME_BUSY', 'Another command is at work.', { remedy: 'Wait.' }))
    const busy: Hold = { with: refuses, noting: refuses }
    expect(await isFirstRestart(busy, 'a-1', 7)).toBe(true)
  })
})
