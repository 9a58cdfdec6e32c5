import type { DecisionClass } from '../../../network/consortium/decision-class.ts'
import type { Law } from './law.ts'
import type { Member, Page, Running, Seat, State } from './state.ts'

/** Who is on the roll, who of them is barred, and who holds whose vote, from each moment on. */

/** One vote for each active organisation, with whom it chose to hold it; a choice of one who left the roll is none. */
export function pageOf({ now, members, council }: State): Page {
  const onRoll = new Set(members.filter(({ status }) => status === 'active').map(({ name }) => name))
  const seats = members.filter(({ name }) => onRoll.has(name))
  return {
    at: now,
    seats: seats.map(({ name, chamber, delegate, delegatedUntil }) => {
      const chosen = onRoll.has(delegate) ? { delegate, until: delegatedUntil } : { delegate: name, until: 0 }
      return { name, chamber, ...chosen }
    }),
    barred: council.running,
  }
}

/** Who holds an organisation's vote now, and until when: its owner where it, or who was chosen, cannot act. */
export function heldNow(state: State, law: Law, { name }: Member): { readonly by: string; readonly until: number } {
  const page = pageAt(state, state.now)
  const seat = page?.seats.find((one) => one.name === name)
  const by = page === undefined || seat === undefined ? name : holderAt(page, seat, law, state.now)
  return { by, until: by === name ? 0 : (seat?.until ?? 0) }
}

/** Writes down the votes as they are from now on. */
export function bookVotes(state: State): void {
  if (state.book.at(-1)?.at === state.now) state.book.pop()
  state.book.push(pageOf(state))
}

export function votesAt(state: State, law: Law, member: string, time: number): number {
  const page = pageAt(state, time)
  if (page === undefined) return 0
  return page.seats.filter((seat) => holderAt(page, seat, law, time) === member).length
}

/** How many votes a chamber's quorum is a share of: all on its roll, but where the emergency itself is decided. */
export function sizeAt(
  state: State,
  law: Law,
  { chamber, of, at }: { readonly chamber: string; readonly of: DecisionClass; readonly at: number },
): number {
  const page = pageAt(state, at)
  const barred = page === undefined || law.barredCount(of) ? undefined : barredAt(page, law, at)
  return page?.seats.filter((seat) => seat.chamber === chamber && seat.name !== barred).length ?? 0
}

/** Who is barred from now on, nobody where it is over. */
export function bookBar(state: State, running: Running | undefined): void {
  if (running === undefined) delete state.council.running
  else state.council.running = running
  bookVotes(state)
}

function pageAt(state: State, time: number): Page | undefined {
  return state.book.findLast(({ at }) => at <= time)
}

function barredAt({ barred }: Page, law: Law, time: number): string | undefined {
  return barred !== undefined && !law.hasLapsed(time, barred.until) ? barred.member : undefined
}

function holderAt(page: Page, { name, delegate, until }: Seat, law: Law, time: number): string {
  if (until !== 0 && law.delegationIsOver(time, until)) return name
  const barred = barredAt(page, law, time)
  if (barred === undefined) return delegate
  const counts = (barred !== name || law.barredGive) && (barred !== delegate || law.barredHold)
  return counts ? delegate : name
}
