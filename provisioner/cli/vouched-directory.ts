import type { Giver } from '../../network/ceremony/directory-read.ts'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import { isByKnownAgent, isKnownGiver, type Witnesses } from '../../network/ceremony/known-agents.ts'
import { QuorateError } from '../../network/quorate-error.ts'

/**
 * A directory proves that one key signed all of it, and not whose that is: its members are its giver's word. So the key has to be
 * known here by another.
 * @throws QuorateError DIRECTORY_UNVOUCHED
 */
export function refuseUnvouched({ giver }: { readonly giver: Giver }, witnesses: Witnesses): void {
  if (isKnownGiver(giver, witnesses)) return
  const { member, agent } = giver
  const read = witnesses.registry !== undefined
  const known = read ? 'by what this member’s own node has read of the chain' : 'by the founders’ lock'
  throw new QuorateError(
    'DIRECTORY_UNVOUCHED',
    `The key that vouches for this directory is no agent of ${member} ${known}.`,
    {
      facts: { giver: member, agent, ownNodeAnswers: read },
      remedy: read
        ? 'Use nothing of it, unless this member’s node lags: run the command again when it is at the head. Or ask a member that this node knows.'
        : 'Start this member’s node without it (quorate apply), and run the command again when it answers; or ask a founder whose keys are still those of the lock.',
    },
  )
}

/** Its records whose members’ keys are known here; of the others it is said that they are left out. */
export function vouchedRecords(
  { records }: { readonly records: readonly Endpoints[] },
  witnesses: Witnesses,
  progress: (line: string) => void,
): readonly Endpoints[] {
  return records.filter((record) => {
    const known = isByKnownAgent(record, witnesses)
    const why = known === undefined ? 'nothing here knows its agent’s key yet' : 'its agent’s key is another here'
    if (known !== true) progress(`the endpoint record of ${record.member} in the directory is left out: ${why}`)
    return known === true
  })
}
