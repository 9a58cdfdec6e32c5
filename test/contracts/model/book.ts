import type { Member, Page, State } from './state.ts'

/** One vote for each active organisation, held by itself or by its delegate; chambers have as many as active members. */
export function pageOf({ now, members, chambers }: State): Page {
  const held: Record<string, number> = {}
  const sizes = Object.fromEntries(chambers.map((name) => [name, 0]))
  for (const { delegate, chamber, status } of members) {
    if (status !== 'active') continue
    held[delegate] = (held[delegate] ?? 0) + 1
    sizes[chamber] = (sizes[chamber] ?? 0) + 1
  }
  return { at: now, held, sizes }
}

/** Writes down the votes as they are from now on. */
export function bookVotes(state: State): void {
  if (state.book.at(-1)?.at === state.now) state.book.pop()
  state.book.push(pageOf(state))
}

export function votesAt(state: State, member: string, time: number): number {
  return pageAt(state, time)?.held[member] ?? 0
}

export function sizeAt(state: State, chamber: string, time: number): number {
  return pageAt(state, time)?.sizes[chamber] ?? 0
}

export function activeIn(state: State, chamber: string): Member[] {
  return state.members.filter((member) => member.chamber === chamber && member.status === 'active')
}

function pageAt(state: State, time: number): Page | undefined {
  return state.book.findLast(({ at }) => at <= time)
}
