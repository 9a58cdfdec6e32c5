import type { Member, Page, State } from './state.ts'

/** One vote for each active organisation, held by itself or by its delegate; chambers have as many as active members. */
export function pageOf(state: State): Page {
  const { now, members, chambers } = state
  const held: Record<string, number> = {}
  const sizes = Object.fromEntries(chambers.map((name) => [name, 0]))
  for (const member of members) {
    if (member.status !== 'active') continue
    const holder = holderOf(state, member)
    held[holder] = (held[holder] ?? 0) + 1
    sizes[member.chamber] = (sizes[member.chamber] ?? 0) + 1
  }
  return { at: now, held, sizes }
}

/** A vote is its owner's where its owner, or who was chosen, cannot act. */
export function holderOf({ members }: State, { name, status, delegate }: Member): string {
  const acts = members.some((other) => other.name === delegate && other.status === 'active')
  return status === 'active' && acts ? delegate : name
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
