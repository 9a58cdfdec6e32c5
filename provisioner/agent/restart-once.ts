import type { Hold } from './hold.ts'

/**
 * Whether a node is still to be restarted after this block, and writes down that it is. What an agent that was killed has
 * forgotten, its journal has not: a node is restarted once after the same block.
 */
export async function isFirstRestart(hold: Hold, node: string, head: number): Promise<boolean> {
  return (
    hold
      .noting(async (journal) => {
        const known = journal
          .entries()
          .some((line) => line.event === 'node.restarted' && line['node'] === node && line['head'] === head)
        if (!known) await journal.append({ event: 'node.restarted', node, head })
        return !known
      })
      // A command has the home: healing does not wait for it.
      .catch(() => true)
  )
}
