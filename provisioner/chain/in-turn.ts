import type { Journal } from '../journal/journal.ts'

const last = new WeakMap<Journal, Map<string, Promise<unknown>>>()

/** Begins some work of an account once all that was asked of it before has ended, however it did: those who share its journal queue. */
export function inTurn<T>(journal: Journal, account: string, work: () => Promise<T>): Promise<T> {
  const turns = last.get(journal) ?? new Map<string, Promise<unknown>>()
  last.set(journal, turns)
  const key = account.toLowerCase()
  const before = turns.get(key) ?? Promise.resolve()
  const mine = before.then(work, work)
  turns.set(key, mine)
  return mine
}
