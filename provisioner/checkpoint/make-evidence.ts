import type { JsonRpcProvider } from 'ethers'
import { toBase64 } from '../../network/checkpoint/base64.ts'
import { placeInBatch } from '../../network/checkpoint/batch.ts'
import type { Checkpoint } from '../../network/checkpoint/checkpoint.ts'
import { NO_VALIDATORS } from '../../network/checkpoint/checkpoint-hash.ts'
import type { Evidence } from '../../network/checkpoint/evidence.ts'
import type { Fact } from '../../network/checkpoint/leaves.ts'
import { merkleHash } from '../../network/checkpoint/merkle-hash.ts'
import { inclusionProof } from '../../network/checkpoint/merkle-log.ts'
import { soundSeals } from '../../network/checkpoint/seals.ts'
import { fromHex, type Hex, toHex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { organisationId } from '../../network/slug.ts'
import { anchorOf } from '../anchors/anchor.ts'
import { type Anchored, anchoringOn } from '../anchors/anchored.ts'
import { signedCheckpoint } from '../anchors/signed.ts'
import type { AtWork } from '../chain/as-member.ts'
import { type OnChain, onPublicChains } from '../chain/public-chains.ts'
import { storedBatch } from '../vault/put-records.ts'
import type { StoredRecord, Vault } from '../vault/vault.ts'
import { validatorsOf } from './block-seals.ts'
import { type Attempt, readDecided, sealLists } from './decided.ts'
import { spansOf } from './derive.ts'
import { type FactsIn, followEvidence, type Span, spanFacts } from './evidence-log.ts'
import { compact, handoversBetween, joined, laterThan } from './later.ts'
import type { Logs } from './logs.ts'
import { sha256 } from './sha256.ts'
import { factsIn } from './window-facts.ts'

const hash = merkleHash(sha256)

interface Asked {
  readonly logs: Logs
  readonly vault: Vault
  readonly record: StoredRecord
  /** With the value and its salt. */
  readonly open: boolean
  /** With a proof that the newest signed checkpoint goes on from this one. */
  readonly history: boolean
}

/** Evidence of one record, from the first checkpoint that covers its batch and that M members have signed. */
export async function makeEvidence(at: AtWork, { logs, vault, record, open, history }: Asked): Promise<Evidence> {
  const { provider, location } = at
  const attempts = await readDecided(provider)
  const decided = attempts.map(({ checkpoint }) => checkpoint)
  const ranged = (range: { from: number; to: number }) => factsIn(provider, range)
  const batch = { organisation: organisationId(at.home.record.member), root: toHex(record.batch) }
  const place = await placeOf(ranged, spansOf(decided), batch)
  const attempt = place && attempts[place.span]
  const signed = attempt && (await signedCheckpoint(provider, attempt))
  if (place === undefined || attempt === undefined || signed === undefined) throw notCovered(record.id)
  const { networkId } = location.lock.founding
  await followEvidence(logs.evidence, { spans: spansOf(decided), networkId, provider, factsIn: ranged })
  const { evidenceSize, sequence } = signed.checkpoint
  const path = inclusionProof(logs.evidence, hash, { index: place.index, size: evidenceSize })
  return {
    format: 'quorate/evidence/1',
    checkpoint: signed.checkpoint,
    signatures: compact(signed.signatures),
    signers: signed.signers,
    handovers: await handoversBetween(provider, { from: 1, to: signed.checkpoint.epoch }),
    seals: await sealsOf(provider, attempt),
    fact: { leaf: place.fact, index: place.index, path: joined(path) },
    record: recordPart(vault, record),
    opening: open ? openingOf(record) : null,
    later: history ? await laterThan(at, { logs, attempts, sequence }) : null,
    anchors: await anchorsOf(at, signed.checkpoint),
  }
}

/**
 * Of all that were given with this very checkpoint, those that hold: several members may propose one digest, and nothing
 * keeps the seals of one of them from being made up. Another node may hold others, of another round.
 */
async function sealsOf(provider: JsonRpcProvider, { checkpoint, digest }: Attempt): Promise<Evidence['seals']> {
  if (checkpoint.validatorSetHash === NO_VALIDATORS) return null
  const validators = await validatorsOf(provider, checkpoint.blockNumber)
  const lists = (await sealLists(provider, digest)).map((list) => list.map(fromHex))
  const seals = soundSeals(fromHex(checkpoint.blockHash), lists, validators)
  if (seals === undefined) throw new RangeError(`the node hides the seals of checkpoint ${checkpoint.sequence}`)
  return { validators, seals: joined(seals) }
}

interface Place {
  readonly span: number
  readonly fact: Extract<Fact, { kind: 'batch' }>
  readonly index: number
}

/** Where an organisation's own commitment stands: another may have committed the same root, and be first. */
export async function placeOf(
  ranged: FactsIn,
  spans: readonly Span[],
  { organisation, root }: { readonly organisation: Hex; readonly root: Hex },
): Promise<Place | undefined> {
  for (const [number, span] of spans.entries()) {
    const facts = await spanFacts(span, ranged)
    const index = facts.findIndex(
      (fact) => fact.kind === 'batch' && fact.organisation === organisation && fact.root === root,
    )
    const fact = facts[index]
    if (fact?.kind === 'batch') return { span: number, fact, index: (span.before?.evidenceSize ?? 0) + index }
  }
  return undefined
}

function recordPart(vault: Vault, record: StoredRecord): Evidence['record'] {
  const commitment = toHex(record.commitment)
  const { index, path } = placeInBatch(storedBatch(vault, record.batch), commitment)
  return { commitment, index, path: joined(path) }
}

function openingOf({ schema, salt, value }: StoredRecord): Evidence['opening'] {
  return { schema, salt: toBase64(salt), value }
}

/** On the public chains that answer, and call it final: a claim that is missing proves no less. */
async function anchorsOf({ location }: AtWork, checkpoint: Checkpoint): Promise<Evidence['anchors']> {
  if (Object.keys(location.publicChains).length === 0) return []
  const contract = anchorOf(location.lock)
  const outcomes = await onPublicChains(location, (chain) => anchoringOn(chain, contract, checkpoint))
  return claimsOf(contract, outcomes)
}

/** What a chain does not call final yet may be undone, and brought again by another transaction. */
export function claimsOf(contract: Hex, outcomes: readonly OnChain<Anchored | undefined>[]): Evidence['anchors'] {
  return outcomes.flatMap((outcome) => {
    if (!('done' in outcome) || outcome.done?.state !== 'finalised') return []
    const { chainId, transaction, blockNumber } = outcome.done
    return [{ chainId, contract, transaction, blockNumber }]
  })
}

function notCovered(record: string): QuorateError {
  return new QuorateError('RECORD_NOT_COVERED', `No signed checkpoint covers record ${record} yet.`, {
    facts: { record },
    remedy: 'Wait for the next checkpoint; in a rehearsal every member runs `quorate checkpoint`.',
  })
}
