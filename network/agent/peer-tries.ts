import type { NodeAction } from './action.ts'

/** When each peer was dialled last, by a clock that nobody sets, and how long to wait before the next time; by node and enode. */
export type Tries = ReadonlyMap<string, { readonly at: number; readonly wait: number }>

/** Seconds. Besu dials by itself as well, and a peer that comes back dials too: these only keep the log short. */
const FIRST = 1
const MOST = 10

/** Leaves out peers that were dialled a moment ago; each failure doubles the wait. Who is connected is forgotten. */
export function dueTries(actions: readonly NodeAction[], before: Tries, elapsed: number) {
  const tries = new Map<string, { at: number; wait: number }>()
  const due = actions.filter((action) => {
    if (action.kind !== 'add-peer') return true
    const key = `${action.node} ${action.enode}`
    const last = before.get(key)
    if (last !== undefined && elapsed < last.at + last.wait) {
      tries.set(key, last)
      return false
    }
    tries.set(key, { at: elapsed, wait: last === undefined ? FIRST : Math.min(MOST, last.wait * 2) })
    return true
  })
  return { due, tries: tries as Tries }
}
