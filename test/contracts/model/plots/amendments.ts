import { waitUntil } from '../carrying.ts'
import { beginningFor, carriedOutAt } from '../subjects.ts'
import type { Plot } from './scene.ts'

/** Amendments at the edges of the times they may have. */
export const plotsOfAmendments = {
  'amended to the second': function* ({ model, n, decide }) {
    yield* decide({ kind: 'scheduleFork', fork: 'osaka', beginsAt: beginningFor(model.state, n) })
    const seconds = [60, 61, 4][n % 3] ?? 4
    yield* decide({ kind: 'scheduleBlockPeriod', seconds, beginsAt: beginningFor(model.state, n >> 3) })
  },
  'in order and out of it': function* ({ model, n, decide }) {
    const first = beginningFor(model.state, AHEAD)
    yield* decide({ kind: 'scheduleFork', fork: 'osaka', beginsAt: first })
    yield* decide({ kind: 'scheduleBlockPeriod', seconds: 4, beginsAt: first - 1 + (n % 3) })
    yield* decide({ kind: 'scheduleFork', fork: n % 2 === 0 ? 'osaka' : 'bpo1', beginsAt: first + 60 })
  },
  'taken back at the last moment': function* ({ model, n, decide }) {
    const number = model.state.amendments.length
    yield* decide({ kind: 'scheduleFork', fork: 'osaka', beginsAt: beginningFor(model.state, AHEAD) })
    const begins = model.state.amendments[number]?.beginsAt ?? 0
    const takes = carriedOutAt(model.state, 'parameters') - model.state.now
    yield* waitUntil(model, begins - LEAD - takes - 1 + (n % 3))
    yield* decide({ kind: 'cancelAmendment', number })
  },
  'taken back and decided anew': function* ({ model, n, decide }) {
    const number = model.state.amendments.length
    const beginsAt = beginningFor(model.state, AHEAD)
    yield* decide({ kind: 'scheduleFork', fork: 'osaka', beginsAt })
    yield* decide({ kind: 'cancelAmendment', number })
    if (n % 2 === 0) yield* decide({ kind: 'cancelAmendment', number })
    else yield* decide({ kind: 'scheduleFork', fork: 'osaka', beginsAt: beginsAt - (n % 3) })
  },
} satisfies Record<string, Plot>

/** Far enough to be taken back. */
const AHEAD = 5
const LEAD = 3600
