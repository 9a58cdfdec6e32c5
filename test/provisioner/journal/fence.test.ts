import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { lastHolder, refuseEarlierHolder } from '../../../provisioner/journal/fence.ts'
import type { JournalEntry } from '../../../provisioner/journal/journal-line.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import { newFolder } from '../home/folders.ts'

async function linesOf(...entries: JournalEntry[]) {
  const journal = await openJournal(join(await newFolder(), 'journal.ndjson'), Date.now)
  for (const entry of entries) await journal.append(entry)
  await journal.close()
  return journal.entries()
}

it('lets every holder begin where no line says who made it, as in journals from before that was said', async () => {
  const lines = await linesOf({ event: 'step.started', kind: 'site' }, { event: 'step.done', kind: 'site' })
  expect(lastHolder(lines)).toBe(0)
  expect(() => refuseEarlierHolder(lines, 1)).not.toThrow()
})

it('lets the newest holder begin, and none before it', async () => {
  const lines = await linesOf({ event: 'step.started', lock: 4 }, { event: 'step.done', lock: 6 }, { event: 'other' })
  expect(() => refuseEarlierHolder(lines, 7)).not.toThrow()
  expect(() => refuseEarlierHolder(lines, 6)).not.toThrow()
  expect(() => refuseEarlierHolder(lines, 5)).toThrow(
    expect.objectContaining({ code: 'HOLDER_OUTDATED', facts: { holder: 5, last: 6 } }),
  )
})
