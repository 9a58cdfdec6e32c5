import { fromHex } from '../hex.ts'
import { unpack } from './base64.ts'
import { addressSetHash, NO_VALIDATORS } from './checkpoint-hash.ts'
import type { Evidence } from './evidence.ts'
import type { Layer } from './layer.ts'
import type { Recover } from './recover.ts'
import { sealersFault } from './seals.ts'
import { isRising } from './signed-by.ts'
import type { TrustRoot } from './verify.ts'

const layer = 'seals'

/** Whether a quorum of the validators that the checkpoint names sealed its block. */
export function seals({ checkpoint, seals: given }: Evidence, trust: TrustRoot, recover: Recover): Layer {
  const invalid = (says: string): Layer => ({ layer, state: 'invalid', says })
  if (checkpoint.validatorSetHash === NO_VALIDATORS) {
    if (given !== null) return invalid('seals are given for a network without validators')
    if (trust.sealed === true)
      return invalid('the network’s blocks are sealed, and this checkpoint names no validators')
    return { layer, state: 'none', says: 'the network has no consensus: it was a rehearsal on a development chain' }
  }
  if (given === null) return invalid('the seals of the block are missing')
  if (!isRising(given.validators) || addressSetHash(given.validators) !== checkpoint.validatorSetHash) {
    return invalid('the validators are not those that the checkpoint names')
  }
  const sealed = fromHex(checkpoint.blockHash)
  const fault = sealersFault(
    unpack(given.seals, 65).map((seal) => recover(sealed, seal)),
    given.validators,
  )
  return fault === undefined ? { layer, state: 'ok', says: '' } : invalid(fault)
}
