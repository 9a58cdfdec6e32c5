import { isDeepStrictEqual } from 'node:util'
import { type Evidence, evidenceSchema, evidenceText } from '../../../network/checkpoint/evidence.ts'
import { quorumOf } from '../../../network/consortium/quorum.ts'
import { evidenceOf, type World } from '../../fixtures/evidence.ts'
import { seal } from '../../fixtures/evidence-keys.ts'

type Signed = Pick<Evidence, 'checkpoint' | 'signatures' | 'signers' | 'handovers'>

/**
 * What in a document is not as it was: held against the world it is about, by comparing, without any verification. Evidence
 * that differs from an honest one in nothing but spelling, anchors (which are claims), which quorum of the honest seals it
 * carries, and parts that it leaves out, is true.
 */
export function untruth(world: World, document: unknown): string | undefined {
  const parsed = evidenceSchema.safeParse(document)
  if (!parsed.success) return 'not evidence'
  const evidence = parsed.data
  const sequence = evidence.checkpoint.sequence
  if (!isSigned(world, evidence, 1)) return 'checkpoint'
  if (!isSealed(world, evidence)) return 'seals'
  if (!isFact(world, evidence)) return 'fact'
  if (!isRecord(world, evidence)) return 'record'
  if (!isOpened(world, evidence)) return 'opening'
  const { later } = evidence
  if (later === null) return undefined
  if (later.checkpoint.sequence <= sequence || later.checkpoint.sequence > 16) return 'later'
  if (!isSigned(world, later, evidence.checkpoint.epoch)) return 'later'
  return isDeepStrictEqual(
    later,
    evidenceOf(world, { sequence, later: later.checkpoint.sequence, record: null, fact: 'signer' }).later,
  )
    ? undefined
    : 'later'
}

function isSigned({ logs, signers }: World, { checkpoint, signatures, signers: set, handovers }: Signed, from: number) {
  const honest = logs.checkpoints[checkpoint.sequence - 1]
  if (honest === undefined) return false
  return isDeepStrictEqual({ checkpoint, signatures, signers: set, handovers }, signers.signed(honest, from))
}

function isSealed({ validators }: World, { checkpoint, seals }: Evidence): boolean {
  if (seals === null) return validators.length === 0
  const honest = validators.map((key) => Buffer.from(seal(checkpoint.blockHash, key)).toString('base64url'))
  const bytes = Buffer.from(seals.seals, 'base64url')
  const given = Array.from({ length: bytes.length / 65 }, (_, i) => {
    const one = Uint8Array.from(bytes.subarray(i * 65, i * 65 + 65))
    // 27 and 0, 28 and 1 say the same.
    one[64] = (one[64] ?? 0) % 27
    return Buffer.from(one).toString('base64url')
  })
  const known = given.every((one) => honest.includes(one)) && new Set(given).size === given.length
  return (
    known &&
    given.length >= quorumOf(validators.length) &&
    isDeepStrictEqual(
      seals.validators,
      validators.map(({ address }) => address),
    )
  )
}

function isFact(world: World, { checkpoint, fact }: Evidence): boolean {
  if (!isDeepStrictEqual(world.logs.facts.get(fact.index), fact.leaf) || fact.index >= checkpoint.evidenceSize)
    return false
  return (
    fact.path === evidenceOf(world, { sequence: checkpoint.sequence, fact: fact.leaf.kind, record: null }).fact.path
  )
}

function isRecord(world: World, { fact, record }: Evidence): boolean {
  if (record === null) return true
  const number = world.commitments.indexOf(record.commitment)
  return (
    fact.leaf.kind === 'batch' && number >= 0 && isDeepStrictEqual(record, evidenceOf(world, { record: number }).record)
  )
}

function isOpened(world: World, { record, opening }: Evidence): boolean {
  if (opening === null) return true
  const number = world.commitments.indexOf(record?.commitment ?? '0x')
  const sorted = ({ schema, salt, value }: typeof opening) => JSON.stringify([schema, salt, value], keysSorted(value))
  return number >= 0 && sorted(opening) === sorted(world.opening(number))
}

/** All keys of a flat value, so that the order they are written in does not count. */
const keysSorted = (value: unknown): string[] => Object.keys(Object(value)).sort()

/** The text of honest evidence. */
export const textOf = (evidence: Evidence): string => evidenceText(evidence)
