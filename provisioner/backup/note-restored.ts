import { FORGOTTEN } from '../checkpoint/released.ts'
import { HOME } from '../checkpoint/restored.ts'
import type { Journal } from '../journal/journal.ts'

/**
 * Writes into a restored journal that it was restored: what the member signed after the backup it knows nothing of, and what
 * of that is still on its way no board shows. The member sits out from here on: see `sitsOut`.
 * @param now Unix seconds.
 */
export async function noteRestored(
  journal: Journal,
  { backup, madeAt, now }: { readonly backup: string; readonly madeAt: string; readonly now: number },
): Promise<void> {
  await journal.append({ event: 'home.restored', backup, madeAt })
  await journal.append({ event: FORGOTTEN, kind: HOME, window: null, since: now })
}
