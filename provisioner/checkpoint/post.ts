import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { AtWork } from '../chain/as-member.ts'

/** What the board says to who comes second: another member, or an earlier run of this one, did it already. */
const OVERTAKEN = [
  'AlreadyAgreed',
  'AlreadyDecided',
  'AlreadyProposed',
  'AlreadySigned',
  'BlockNotRising',
  'NotYourTurn',
  'SetUnchanged',
  'WindowNotRising',
  'WrongEpoch',
  'WrongPrevious',
  'WrongSequence',
]

interface Post {
  readonly name: 'agree' | 'openEpoch' | 'propose' | 'sign' | 'signHandover'
  readonly given: readonly unknown[]
  readonly what: string
}

/** Calls the board as this member's agent. Says whether the call landed: false where another was faster. */
export async function post(at: AtWork, { name, given, what }: Post): Promise<boolean> {
  const data = interfaceOf('CheckpointBoard').encodeFunctionData(name, given)
  try {
    await at.send({ contract: 'CheckpointBoard', data, what, as: 'agent' })
    return true
  } catch (error) {
    if (isOvertaken(error)) return false
    throw error
  }
}

/** Mined and reverted is the same, a moment later: the estimate had found nothing against it. */
function isOvertaken(error: unknown): boolean {
  if (!(error instanceof QuorateError)) return false
  if (error.code === 'TRANSACTION_REVERTED') return true
  return error.code === 'CHAIN_REFUSED' && OVERTAKEN.includes(String(error.facts['reason']))
}
