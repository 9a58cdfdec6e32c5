import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isoOf } from '../../network/fields.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { syncFolder } from '../home/atomic-file.ts'
import { mayExist } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { withHomeLock } from '../home/home-lock.ts'
import { openJournal } from '../journal/journal.ts'

/** Stands in a restored home for as long as its nodes might run elsewhere too. What counts is that it is there. */
export const twinMark = (dir: string) => join(dir, 'restored.json')

export function twinMarkText(said: { backup: string; madeAt: string; restoredAt: number }): string {
  const { backup, madeAt, restoredAt } = said
  const document = { format: 'quorate/restored/1', backup, madeAt, restoredAt: isoOf(restoredAt) }
  return `${JSON.stringify(document, null, 2)}\n`
}

/**
 * Refuses to start nodes in a restored home until no twin can run: two validators with one key sign two blocks of one
 * height, and no restart heals that. To be asked before a node is started; where no home was restored it does nothing.
 * @throws QuorateError TWIN_POSSIBLE
 */
export async function twinGuard(dir: string): Promise<void> {
  if (!(await mayExist(twinMark(dir)))) return
  const text = await readFile(twinMark(dir), 'utf8').catch(() => '')
  const restored = /"restoredAt": "([^"]+)"/.exec(text)?.[1] ?? 'at a moment that cannot be told'
  throw new QuorateError(
    'TWIN_POSSIBLE',
    'This home was restored, and its nodes may still run where they ran before.',
    {
      facts: { home: dir, restored },
      remedy:
        'Stop and erase the old nodes for good, then say so: quorate restore --old-node-is-gone. Or show by the chain that their keys seal nothing: quorate restore --rpc URL of a node of this network.',
    },
  )
}

/** Why it is sure that no twin runs: a person's word, or what the chain showed. */
export type Certainty =
  | { readonly by: 'operator' }
  | { readonly by: 'chain'; readonly upTo: number; readonly blocks: number }

/**
 * Lets a home start its nodes that was restored, or whose nodes stood where nobody can look any more. The reason is journalled
 * first.
 * @returns whether anything stood in the way.
 */
export async function liftTwinGuard(dir: string, certainty: Certainty, now: () => number): Promise<boolean> {
  return withHomeLock(dir, async () => {
    const marks = [homePaths.site(dir), twinMark(dir)]
    const stand = await Promise.all(marks.map((mark) => mayExist(mark)))
    if (!stand.includes(true)) return false
    const journal = await openJournal(homePaths.journal(dir), () => now() * 1000)
    try {
      await journal.append({ event: 'twin.excluded', ...certainty })
    } finally {
      await journal.close()
    }
    for (const mark of marks) await rm(mark, { force: true })
    await syncFolder(dir)
    return true
  })
}
