import type { Hex } from '../hex.ts'
import { commitment, SALT_BYTES } from '../privacy/commitment.ts'
import { fromBase64 } from './base64.ts'
import { type Evidence, evidenceSchema, type SignerSet } from './evidence.ts'
import { fact } from './fact-layer.ts'
import { history } from './history-layer.ts'
import type { Layer } from './layer.ts'
import { merkleHash } from './merkle-hash.ts'
import { organisations } from './organisations-layer.ts'
import { type Recover, recoverAddress } from './recover.ts'
import { seals } from './seals-layer.ts'
import type { EvidenceFinding, Verdict, Verification } from './verdict.ts'

/** What the verifier knows from elsewhere: the network, and, for certainty, who signed for it at its founding. */
export interface TrustRoot {
  readonly networkId?: Hex
  readonly founders?: SignerSet
  /** That the network has consensus, as all but a rehearsal have: then nothing without seals is accepted. */
  readonly sealed?: boolean
}

const hash = merkleHash()

const MALFORMED: Verdict = {
  organisations: 'invalid',
  seals: 'invalid',
  history: 'none',
  fact: 'invalid',
  state: 'none',
  anchor: 'none',
  opening: 'none',
}

/**
 * Verifies evidence offline. Pure: the same answer in Node and in a browser, whatever the time. Never throws: the
 * document may come from anyone. docs/evidence.md is the specification.
 * @param document parsed JSON of an evidence file.
 */
export function verifyEvidence(document: unknown, trust: TrustRoot, recover: Recover = recoverAddress): Verification {
  const parsed = evidenceSchema.safeParse(document)
  if (!parsed.success) return malformed(parsed.error.issues[0]?.message ?? 'not an evidence file')
  const evidence = parsed.data
  const layers = [
    organisations(evidence, trust, recover),
    seals(evidence, trust, recover),
    history(evidence, { hash, recover }),
    fact(evidence, hash),
    anchor(evidence),
    opening(evidence),
  ]
  const states = Object.fromEntries(layers.map(({ layer, state }) => [layer, state])) as Partial<Verdict>
  const verdict = { ...MALFORMED, ...states }
  const findings = layers.filter(({ says }) => says !== '').map(finding)
  return { verdict, good: isGood(verdict), checkpoint: evidence.checkpoint, findings }
}

function isGood({ organisations, seals, history, fact, anchor, opening }: Verdict): boolean {
  const refused = seals === 'invalid' || history === 'invalid' || anchor === 'diverged' || opening === 'unopenable'
  return organisations === 'ok' && fact === 'ok' && !refused
}

function finding({ layer, state, says }: Layer): EvidenceFinding {
  return { code: `EVIDENCE_${layer}_${state}`.toUpperCase().replaceAll('-', '_'), layer, says }
}

function malformed(says: string): Verification {
  const findings: EvidenceFinding[] = [{ code: 'EVIDENCE_MALFORMED', layer: 'fact', says }]
  return { verdict: MALFORMED, good: false, checkpoint: null, findings }
}

function anchor({ anchors }: Evidence): Layer {
  const layer = 'anchor'
  if (anchors.length === 0) return { layer, state: 'none', says: 'the file names no public chain' }
  return { layer, state: 'claimed', says: 'anchors are named in the file and were not looked up' }
}

function opening({ checkpoint, record, opening: given }: Evidence): Layer {
  const layer = 'opening'
  if (given === null) return { layer, state: 'none', says: '' }
  const { networkId } = checkpoint
  const { schema, value } = given
  const salt = fromBase64(given.salt)
  const opens = salt?.length === SALT_BYTES && commitment(salt, { networkId, schema }, value) === record?.commitment
  if (opens) return { layer, state: 'ok', says: '' }
  return { layer, state: 'unopenable', says: 'value and salt do not give the commitment' }
}
