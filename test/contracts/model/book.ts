import type { Law } from './law.ts'
import type { Member, Page, Seat, State } from './state.ts'

/** One vote for each active organisation, with whom it chose to hold it; a choice of one who cannot act is none. */
export function pageOf({ now, members }: State): Page {
  const acting = new Set(members.filter(({ status }) => status === 'active').map(({ name }) => name))
  const seats = members.filter(({ name }) => acting.has(name))
  return {
    at: now,
    seats: seats.map(({ name, chamber, delegate, delegatedUntil }) => {
      const chosen = acting.has(delegate) ? { delegate, until: delegatedUntil } : { delegate: name, until: 0 }
      return { name, chamber, ...chosen }
    }),
  }
}

/** Who holds an organisation's vote now, and until when: its owner where it, or who was chosen, cannot act. */
export function heldNow(state: State, law: Law, { name }: Member): { readonly by: string; readonly until: number } {
  const seat = pageAt(state, state.now)?.seats.find((one) => one.name === name)
  const by = seat === undefined ? name : holderAt(seat, law, state.now)
  return { by, until: by === name ? 0 : (seat?.until ?? 0) }
}

/** Writes down the votes as they are from now on. */
export function bookVotes(state: State): void {
  if (state.book.at(-1)?.at === state.now) state.book.pop()
  state.book.push(pageOf(state))
}

export function votesAt(state: State, law: Law, member: string, time: number): number {
  return pageAt(state, time)?.seats.filter((seat) => holderAt(seat, law, time) === member).length ?? 0
}

export function sizeAt(state: State, chamber: string, time: number): number {
  return pageAt(state, time)?.seats.filter((seat) => seat.chamber === chamber).length ?? 0
}

export function activeIn(state: State, chamber: string): Member[] {
  return state.members.filter((member) => member.chamber === chamber && member.status === 'active')
}

function pageAt(state: State, time: number): Page | undefined {
  return state.book.findLast(({ at }) => at <= time)
}

function holderAt({ name, delegate, until }: Seat, law: Law, time: number): string {
  return until !== 0 && law.delegationIsOver(time, until) ? name : delegate
}
