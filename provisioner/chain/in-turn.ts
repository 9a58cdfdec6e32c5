import type { Journal } from '../journal/journal.ts'

const last = new WeakMap<Journal, Map<string, Promise<unknown>>>()

/** Begins some work of an account once all that was asked of it before has ended, however it did: those who share its journal queue. */
export function inTurn<T>(journal: Journal, account: string, work: () => Promise<T>): Promise<T> {
  const turns = last.get(journal) ?? new Map<string, Promise<unknown>>()
  last.set(journal, turns)
  const before = turns.get(account) ?? Promise.resolve()
  const mine = before.then(work, work)
  turns.set(account, mine)
  return mine
}
