import { type Card, cardSchema } from '../../network/ceremony/card.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { readDocument } from './read.ts'

/**
 * The founders' cards and this member's own. A founder's own stands in the lock; a member that joined later, or came back with
 * new keys, has a card for the founding in its home. @param dir the home's.
 */
export async function presentCards(dir: string, { founding }: Lock): Promise<readonly Card[]> {
  const file = homePaths.card(dir)
  if (!(await exists(file))) return founding.cards
  const own = await readDocument(cardSchema, file)
  if (own.consortium !== founding.foundingId) return founding.cards
  return [...founding.cards.filter(({ member }) => member !== own.member), own]
}
