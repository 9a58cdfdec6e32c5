import type { Evidence } from './evidence.ts'
import type { Layer } from './layer.ts'
import type { Recover } from './recover.ts'
import { firstSigners, isSameSet, signersFault } from './signer-chain.ts'
import type { TrustRoot } from './verify.ts'

const layer = 'organisations'

/** Whether M of the organisations that the verifier trusts signed the checkpoint. */
export function organisations(evidence: Evidence, trust: TrustRoot, recover: Recover): Layer {
  const invalid = (says: string): Layer => ({ layer, state: 'invalid', says })
  const { networkId } = evidence.checkpoint
  if (trust.networkId !== undefined && trust.networkId !== networkId) {
    return invalid(`the checkpoint is of network ${networkId}, not of ${trust.networkId}`)
  }
  if (trust.founders !== undefined && !isSameSet(firstSigners(evidence), trust.founders)) {
    return invalid('the signers are not those of the network’s founding')
  }
  const fault = signersFault(evidence, { epoch: 1, sequence: 0 }, recover)
  if (fault !== undefined) return invalid(fault)
  if (trust.networkId !== undefined && trust.founders !== undefined) return { layer, state: 'ok', says: '' }
  const says = 'nothing was given to compare the signers with: whose signatures these are is not known'
  return { layer, state: 'not-compared', says }
}
