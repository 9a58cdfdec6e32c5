import type { JsonRpcProvider } from 'ethers'
import { anchorAddress } from '../../network/checkpoint/anchor-address.ts'
import { toBase64 } from '../../network/checkpoint/base64.ts'
import { placeInBatch } from '../../network/checkpoint/batch.ts'
import type { Evidence } from '../../network/checkpoint/evidence.ts'
import type { Fact } from '../../network/checkpoint/leaves.ts'
import { merkleHash } from '../../network/checkpoint/merkle-hash.ts'
import { inclusionProof } from '../../network/checkpoint/merkle-log.ts'
import { fromHex, type Hex, toHex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { readAnchored, statementOf } from '../anchors/anchor.ts'
import { type Signature, signedCheckpoint, signedHandover } from '../anchors/signed.ts'
import type { AtWork } from '../chain/as-member.ts'
import { storedBatch } from '../vault/put-records.ts'
import type { StoredRecord, Vault } from '../vault/vault.ts'
import { readDecided } from './decided.ts'
import { spansOf } from './derive.ts'
import { followEvidence, type Span, spanFacts } from './evidence-log.ts'
import type { Logs } from './logs.ts'
import { sha256 } from './sha256.ts'
import { factsIn } from './window-facts.ts'

const hash = merkleHash(sha256)

/** Evidence of one record, from the first checkpoint that covers its batch and that M members have signed. */
export async function makeEvidence(
  at: AtWork,
  { logs, vault, record, open }: { logs: Logs; vault: Vault; record: StoredRecord; open: boolean },
): Promise<Evidence> {
  const { provider, location } = at
  const attempts = await readDecided(provider)
  const decided = attempts.map(({ checkpoint }) => checkpoint)
  const root = toHex(record.batch)
  const place = await placeOf(provider, spansOf(decided), root)
  const attempt = place && attempts[place.span]
  const signed = attempt && (await signedCheckpoint(provider, attempt))
  if (place === undefined || signed === undefined) throw notCovered(record.id)
  const { networkId } = location.lock.founding
  const ranged = (range: { from: number; to: number }) => factsIn(provider, range)
  await followEvidence(logs.evidence, { spans: spansOf(decided), networkId, provider, factsIn: ranged })
  const { evidenceSize, sequence } = signed.checkpoint
  const path = inclusionProof(logs.evidence, hash, { index: place.index, size: evidenceSize })
  return {
    format: 'quorate/evidence/1',
    checkpoint: signed.checkpoint,
    signatures: compact(signed.signatures),
    signers: signed.signers,
    handovers: await handoversTo(provider, signed.checkpoint.epoch),
    seals: null,
    fact: { leaf: place.fact, index: place.index, path: joined(path) },
    record: recordPart(vault, record),
    opening: open ? openingOf(record) : null,
    later: null,
    anchors: await anchorsOf(at, sequence),
  }
}

/** How the founders' set became that of an epoch. A checkpoint of it waits until M of each set have handed over. */
async function handoversTo(provider: JsonRpcProvider, epoch: number): Promise<Evidence['handovers']> {
  const made: Evidence['handovers'] = []
  for (let number = 2; number <= epoch; number += 1) {
    const signed = await signedHandover(provider, number)
    if (signed === undefined) throw handoverUnsigned(number)
    const { signers, headSequence, signatures } = signed
    made.push({ signers, headSequence, signatures: compact(signatures) })
  }
  return made
}

function compact(signatures: readonly Signature[]): string {
  return joined(signatures.map(({ r, vs }) => fromHex(`${r}${vs.slice(2)}`)))
}

interface Place {
  readonly span: number
  readonly fact: Extract<Fact, { kind: 'batch' }>
  readonly index: number
}

async function placeOf(provider: JsonRpcProvider, spans: readonly Span[], root: Hex): Promise<Place | undefined> {
  for (const [number, span] of spans.entries()) {
    const facts = await spanFacts(span, (range) => factsIn(provider, range))
    const index = facts.findIndex((fact) => fact.kind === 'batch' && fact.root === root)
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

async function anchorsOf({ reference, location }: AtWork, sequence: number): Promise<Evidence['anchors']> {
  if (reference === undefined) return []
  const contract = anchorAddress(statementOf(location.lock))
  const anchored = await readAnchored(reference, location.lock)
  return anchored
    .filter((anchor) => anchor.sequence === sequence)
    .map(({ chainId, transaction, blockNumber }) => ({ chainId, contract, transaction, blockNumber }))
}

function joined(parts: readonly Uint8Array[]): string {
  return toBase64(Uint8Array.from(parts.flatMap((part) => [...part])))
}

function handoverUnsigned(epoch: number): QuorateError {
  return new QuorateError('RECORD_NOT_COVERED', `Too few have signed the handover to epoch ${epoch} yet.`, {
    facts: { epoch },
    remedy: 'Wait for the signers of the epoch before; in a rehearsal every member runs `quorate checkpoint`.',
  })
}

function notCovered(record: string): QuorateError {
  return new QuorateError('RECORD_NOT_COVERED', `No signed checkpoint covers record ${record} yet.`, {
    facts: { record },
    remedy: 'Wait for the next checkpoint; in a rehearsal every member runs `quorate checkpoint`.',
  })
}
