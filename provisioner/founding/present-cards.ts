import { type Card, cardSchema } from '../../network/ceremony/card.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'
import { readDocument } from './read.ts'

/**
 * The founders' cards and this member's own. A founder's own stands in the lock; a member that joined later, or came back with
 * new keys, has it in its home.
 */
export async function presentCards({ dir, record }: Home, { founding }: Lock): Promise<Card[]> {
  const file = homePaths.card(dir)
  const joined = record.consortium.digest === founding.foundingId
  if (!joined || !(await exists(file))) return founding.cards
  const own = await readDocument(cardSchema, file)
  return [...founding.cards.filter(({ member }) => member !== record.member), own]
}
