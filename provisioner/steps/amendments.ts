import { isDeepStrictEqual } from 'node:util'
import { keepAmendments, keptAmendments } from '../home/kept-amendments.ts'
import type { Step } from './step.ts'

/** Keeps what was decided since the founding, so that nodes start alike when no chain can be read. */
export const amendments: Step = {
  async plan({ home, nodes }) {
    if (nodes === undefined || isDeepStrictEqual(nodes.amendments, await keptAmendments(home.dir))) return []
    const why = 'this home keeps another list of what was decided since the founding'
    return [{ kind: 'amendments', subject: 'amendments.json', why }]
  },
  async run({ home, nodes }) {
    await keepAmendments(home.dir, nodes?.amendments ?? [])
  },
}
