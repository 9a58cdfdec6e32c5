import type { JournalLine } from '../journal/journal-line.ts'
import type { Hold } from './hold.ts'

/** Seconds after which a node may be restarted again after the same block: a quorum was out of reach for as long, and is back (stall.ts). */
const AGAIN = 180

const RESTARTED = 'node.restarted'
const NOT_RESTARTED = 'node.restart-failed'

export interface Restart {
  readonly node: string
  /** The block after which none came. */
  readonly head: number
}

/**
 * Whether a node is to be restarted after this block now, and writes down that it is. What an agent that was killed has
 * forgotten, its journal has not.
 * @param now Unix seconds.
 */
export async function mayRestart(hold: Hold, restart: Restart, now: number): Promise<boolean> {
  return (
    hold
      .noting(async (journal) => {
        const last = journal.entries().findLast((line) => isOf(line, restart))
        const lately = last?.event === RESTARTED && now - Date.parse(last.at) / 1000 < AGAIN
        if (!lately) await journal.append({ event: RESTARTED, ...restart })
        return !lately
      })
      // A command has the home: healing does not wait for it.
      .catch(() => true)
  )
}

/** It was not restarted after all: that it was to be keeps nobody from trying again. */
export async function noteNotRestarted(hold: Hold, restart: Restart): Promise<void> {
  await hold.noting((journal) => journal.append({ event: NOT_RESTARTED, ...restart })).catch(() => undefined)
}

function isOf(line: JournalLine, { node, head }: Restart): boolean {
  return [RESTARTED, NOT_RESTARTED].includes(line.event) && line['node'] === node && line['head'] === head
}
