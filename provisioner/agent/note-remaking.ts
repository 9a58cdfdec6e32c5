import { type Amendment, standing } from '../../network/amendments/amendment.ts'
import { keepAmendments } from '../home/kept-amendments.ts'
import type { Hold } from './hold.ts'

/** Before a node is made anew from what was decided: journalled, and kept for commands and for a time without a chain. */
export function noteRemaking(
  hold: Hold,
  {
    home,
    node,
    amendments,
  }: { readonly home: string; readonly node: string; readonly amendments: readonly Amendment[] },
): Promise<void> {
  return hold.noting(async (journal) => {
    await journal.append({ event: 'node.remaking', node, amendments: standing(amendments).length })
    await keepAmendments(home, amendments)
  })
}
