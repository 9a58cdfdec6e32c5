import { quorumOf } from '../consortium/quorum.ts'
import type { Hex } from '../hex.ts'
import type { QbftHeader } from './header.ts'
import { recoverAddress } from './recover.ts'

export type SealFault = 'other-validators' | 'too-few-seals' | 'duplicate-seal' | 'stranger' | 'no-validators'

/**
 * Whether a quorum of these validators sealed what was signed; undefined where it did. A duplicate or a stranger's seal
 * is refused outright rather than not counted: no honest node writes one.
 * @param sealed 32 bytes: the block hash itself for seals of round 0.
 * @param validators the set of the height, known from the block before: never taken from what is being checked.
 */
export function sealFault(
  sealed: Uint8Array,
  seals: readonly Uint8Array[],
  validators: readonly Hex[],
): SealFault | undefined {
  return sealersFault(
    seals.map((seal) => recoverAddress(sealed, seal)),
    validators,
  )
}

/** The first of several lists that a quorum of these validators sealed with: anyone may have given the others. */
export function soundSeals(
  sealed: Uint8Array,
  lists: readonly (readonly Uint8Array[])[],
  validators: readonly Hex[],
): readonly Uint8Array[] | undefined {
  return lists.find((seals) => sealFault(sealed, seals, validators) === undefined)
}

/** The same, where it is known whose the seals are. */
export function sealersFault(sealers: readonly (Hex | undefined)[], validators: readonly Hex[]): SealFault | undefined {
  const set = new Set<string>(validators.map((address) => address.toLowerCase()))
  if (set.size === 0) return 'no-validators'
  const sealed = new Set<string>()
  for (const sealer of sealers) {
    if (sealer === undefined || !set.has(sealer)) return 'stranger'
    if (sealed.has(sealer)) return 'duplicate-seal'
    sealed.add(sealer)
  }
  return sealed.size >= quorumOf(set.size) ? undefined : 'too-few-seals'
}

/** The same for a whole header, whose own list has to be the expected one. Rounds above 0 need the header. */
export function headerFault(header: QbftHeader, validators: readonly Hex[]): SealFault | undefined {
  if (sorted(header.validators) !== sorted(validators)) return 'other-validators'
  return sealFault(header.sealed, header.seals, validators)
}

function sorted(addresses: readonly string[]): string {
  return addresses
    .map((address) => address.toLowerCase())
    .sort()
    .join()
}
