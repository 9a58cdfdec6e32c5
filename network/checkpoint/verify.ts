import { fromHex, type Hex, toHex } from '../hex.ts'
import { commitment } from '../privacy/commitment.ts'
import { fromBase64 } from './base64.ts'
import { addressSetHash, checkpointDigest } from './checkpoint-hash.ts'
import { type Evidence, evidenceSchema, type SignerSet } from './evidence.ts'
import { handoverDigest } from './handover.ts'
import { factLeaf } from './leaves.ts'
import { HASH_BYTES, merkleHash } from './merkle-hash.ts'
import { rootFromInclusion } from './merkle-proof.ts'
import { fromCompact, recoverAddress } from './recover.ts'
import { sealFault } from './seals.ts'
import type { EvidenceFinding, Verdict, Verification } from './verdict.ts'

/** What the verifier knows from elsewhere: the network, and, for certainty, who signed for it at its founding. */
export interface TrustRoot {
  readonly networkId?: Hex
  readonly founders?: SignerSet
}

type Layer = {
  [L in keyof Verdict]: { readonly layer: L; readonly state: Verdict[L]; readonly says: string }
}[keyof Verdict]

/** Of a network in which nobody validates: keccak-256 of nothing. */
export const NO_VALIDATORS = addressSetHash([])

const hash = merkleHash()

/**
 * Verifies evidence offline. Pure: the same answer in Node and in a browser, whatever the time. Never throws: the
 * document may come from anyone.
 * @param document parsed JSON of an evidence file.
 */
export function verifyEvidence(document: unknown, trust: TrustRoot): Verification {
  const parsed = evidenceSchema.safeParse(document)
  if (!parsed.success) return malformed(parsed.error.issues[0]?.message ?? 'not an evidence file')
  const evidence = parsed.data
  const layers = [organisations(evidence, trust), seals(evidence), fact(evidence), opening(evidence), anchor(evidence)]
  const state = <L extends keyof Verdict>(name: L, otherwise: Verdict[L]) =>
    (layers.find(({ layer }) => layer === name)?.state ?? otherwise) as Verdict[L]
  const verdict: Verdict = {
    organisations: state('organisations', 'invalid'),
    seals: state('seals', 'invalid'),
    history: 'none',
    fact: state('fact', 'invalid'),
    state: 'none',
    anchor: state('anchor', 'none'),
    opening: state('opening', 'none'),
  }
  const findings = layers.filter(({ says }) => says !== '').map(({ layer, state, says }) => finding(layer, state, says))
  return { verdict, good: isGood(verdict), checkpoint: evidence.checkpoint, findings }
}

function isGood({ organisations, seals, fact, anchor, opening }: Verdict): boolean {
  return (
    organisations === 'ok' && seals !== 'invalid' && fact === 'ok' && anchor !== 'diverged' && opening !== 'unopenable'
  )
}

function finding(layer: keyof Verdict, state: string, says: string): EvidenceFinding {
  return { code: `EVIDENCE_${layer}_${state}`.toUpperCase().replaceAll('-', '_'), layer, says }
}

function malformed(says: string): Verification {
  const verdict: Verdict = {
    organisations: 'invalid',
    seals: 'invalid',
    history: 'none',
    fact: 'invalid',
    state: 'none',
    anchor: 'none',
    opening: 'none',
  }
  return { verdict, good: false, checkpoint: null, findings: [{ code: 'EVIDENCE_MALFORMED', layer: 'fact', says }] }
}

function organisations(evidence: Evidence, trust: TrustRoot): Layer {
  const layer = 'organisations'
  const { checkpoint, signers, handovers } = evidence
  const invalid = (says: string): Layer => ({ layer, state: 'invalid', says })
  if (trust.networkId !== undefined && trust.networkId !== checkpoint.networkId) {
    return invalid(`the checkpoint is of network ${checkpoint.networkId}, not of ${trust.networkId}`)
  }
  if (checkpoint.epoch !== handovers.length + 1) return invalid('the handovers do not lead to the checkpoint’s epoch')
  if (!signedBy(signers, checkpointDigest(checkpoint), evidence.signatures)) {
    return invalid(`the checkpoint is not signed by ${signers.threshold} of its signers`)
  }
  const broken = handovers.findIndex((_, i) => !isHandedOver(evidence, i))
  if (broken !== -1) return invalid(`the handover after epoch ${broken + 1} is not signed by the set before it`)
  const { set, threshold } = handovers[0]?.signers ?? signers
  if (trust.networkId === undefined || trust.founders === undefined) {
    const says = 'nothing was given to compare the signers with: whose signatures these are is not known'
    return { layer, state: 'not-compared', says }
  }
  const same = addressSetHash(set) === addressSetHash(trust.founders.set) && threshold === trust.founders.threshold
  return same ? { layer, state: 'ok', says: '' } : invalid('the signers are not those of the network’s founding')
}

/** Handover `i` is from the set of epoch i + 1, which it carries, to the next one. */
function isHandedOver({ handovers, signers, checkpoint }: Evidence, i: number): boolean {
  const from = handovers[i]
  const next = handovers[i + 1]?.signers ?? signers
  if (from === undefined) return false
  const { networkId } = checkpoint
  const digest = handoverDigest(networkId, { epoch: i + 2, signers: next, headSequence: from.headSequence })
  return signedBy(from.signers, digest, from.signatures)
}

/** Exactly M signatures, by distinct members of the set, in ascending order: one spelling only. */
function signedBy({ set, threshold }: SignerSet, digest: Hex, signatures: string): boolean {
  if (new Set(set).size !== set.length || threshold <= set.length / 2 || threshold > set.length) return false
  const list = split(signatures, 64)
  if (list.length !== threshold) return false
  let last = ''
  for (const compact of list) {
    const signature = fromCompact(compact)
    const signer = signature && recoverAddress(fromHex(digest), signature)
    if (signer === undefined || signer <= last || !set.includes(signer)) return false
    last = signer
  }
  return true
}

function seals({ checkpoint, seals: given }: Evidence): Layer {
  const layer = 'seals'
  if (checkpoint.validatorSetHash === NO_VALIDATORS) {
    if (given !== null) return { layer, state: 'invalid', says: 'seals are given for a network without validators' }
    return { layer, state: 'none', says: 'the network has no consensus: it was a rehearsal on a development chain' }
  }
  if (given === null) return { layer, state: 'invalid', says: 'the seals of the block are missing' }
  if (addressSetHash(given.validators) !== checkpoint.validatorSetHash) {
    return { layer, state: 'invalid', says: 'the validators are not those that the checkpoint names' }
  }
  const fault = sealFault(fromHex(checkpoint.blockHash), split(given.seals, 65), given.validators)
  return { layer, state: fault === undefined ? 'ok' : 'invalid', says: fault ?? '' }
}

function fact({ checkpoint, fact: given, record }: Evidence): Layer {
  const layer = 'fact'
  const invalid = (says: string): Layer => ({ layer, state: 'invalid', says })
  const leaf = hash.leaf(factLeaf(checkpoint.networkId, given.leaf))
  const at = { index: given.index, size: checkpoint.evidenceSize }
  const root = rootFromInclusion(hash, { ...at, leaf, proof: split(given.path, HASH_BYTES) })
  if (root === undefined || toHex(root) !== checkpoint.evidenceRoot) {
    return invalid('the fact does not stand in the evidence log of the checkpoint')
  }
  if (record === null) return { layer, state: 'ok', says: '' }
  if (given.leaf.kind !== 'batch') return invalid('a record is given, and the fact is no batch')
  const proof = split(record.path, HASH_BYTES)
  const place = { index: record.index, size: 2 ** proof.length }
  const batch = rootFromInclusion(hash, { ...place, leaf: hash.leaf(fromHex(record.commitment)), proof })
  if (batch !== undefined && toHex(batch) === given.leaf.root) return { layer, state: 'ok', says: '' }
  return invalid('the record does not stand in the batch')
}

function opening({ checkpoint, record, opening: given }: Evidence): Layer {
  const layer = 'opening'
  if (given === null) return { layer, state: 'none', says: '' }
  const { networkId } = checkpoint
  const salt = fromBase64(given.salt)
  const opens =
    salt?.length === 64 && commitment(salt, { networkId, schema: given.schema }, given.value) === record?.commitment
  return opens
    ? { layer, state: 'ok', says: '' }
    : { layer, state: 'unopenable', says: 'value and salt do not give the commitment' }
}

function anchor({ anchors }: Evidence): Layer {
  const layer = 'anchor'
  if (anchors.length === 0) return { layer, state: 'none', says: 'the file names no public chain' }
  return { layer, state: 'claimed', says: 'anchors are named in the file and were not looked up' }
}

function split(text: string, size: number): Uint8Array[] {
  const bytes = fromBase64(text) ?? new Uint8Array()
  return Array.from({ length: bytes.length / size }, (_, i) => bytes.subarray(i * size, (i + 1) * size))
}
