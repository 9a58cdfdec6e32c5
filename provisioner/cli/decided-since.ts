import { amendedGenesis, headAgeSeconds } from '../../network/amendments/amended-genesis.ts'
import { type Amendment, areOfOneChain, goesBeyond } from '../../network/amendments/amendment.ts'
import { amendmentText } from '../../network/amendments/amendment-text.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { QuorateError } from '../../network/quorate-error.ts'

/** Who says what was decided since the founding. */
export interface Words {
  /** Own nodes; undefined where none tells. */
  readonly own: { readonly amendments: readonly Amendment[]; readonly fresh: boolean } | undefined
  /** The home. */
  readonly kept: readonly Amendment[]
  readonly directory: readonly Amendment[]
  /** Whether the directory was given now, and is not that which the home was made from. */
  readonly given: boolean
}

/**
 * What own nodes tell is a beginning of the truth, and all of it where their head is the chain's. What goes on from there the home
 * may say, then a directory.
 * @throws QuorateError AMENDMENTS_DIFFER where a directory that was given says what cannot be of this chain.
 */
export function decidedSince({ own, kept, directory, given }: Words, progress: (line: string) => void) {
  const foul = own !== undefined && !areOfOneChain(own.amendments, kept)
  if (foul) progress('what this home keeps as decided since the founding is not what own nodes tell: theirs is taken')
  const here = own === undefined ? kept : own.fresh || foul ? own.amendments : latest(own.amendments, kept)
  const same = areOfOneChain(here, directory)
  if (given && !same) throw amendmentsDiffer(here, directory)
  return own?.fresh === true || !same ? here : latest(here, directory)
}

/** Whether a head of that time, in Unix seconds, is the chain's. */
export function isFresh(
  { founding }: Lock,
  amendments: readonly Amendment[],
  at: { time: number; now: number },
): boolean {
  return Math.abs(at.now - at.time) <= headAgeSeconds(amendedGenesis(founding.genesis, amendments))
}

/** Of lists of one chain that which was decided last. */
function latest(one: readonly Amendment[], other: readonly Amendment[]): readonly Amendment[] {
  return goesBeyond(other, one) ? other : one
}

function amendmentsDiffer(here: readonly Amendment[], directory: readonly Amendment[]): QuorateError {
  const told = (list: readonly Amendment[]) =>
    list.map((one) => `${amendmentText(one)}${one.cancelledAt === null ? '' : ', taken back'}`)
  const says = 'The directory says that other things were decided since the founding than are known here.'
  return new QuorateError('AMENDMENTS_DIFFER', says, {
    facts: { here: told(here), directory: told(directory) },
    remedy:
      'A chain only adds to what it decided, so both cannot be of it. Use nothing of this directory, and ask another member.',
  })
}
