import { isDeepStrictEqual } from 'node:util'
import { type Evidence, evidenceSchema } from '../../../network/checkpoint/evidence.ts'
import { quorumOf } from '../../../network/consortium/quorum.ts'
import { type Choice, evidenceOf, type World } from '../../fixtures/evidence.ts'
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
  if (!isOpened(world, evidence, document)) return 'opening'
  const { later } = evidence
  if (later === null) return undefined
  if (later.checkpoint.sequence <= sequence || later.checkpoint.sequence > 16) return 'later'
  if (!isSigned(world, later, evidence.checkpoint.epoch)) return 'later'
  return isDeepStrictEqual(
    later,
    honestly(world, { sequence, later: later.checkpoint.sequence, record: null, fact: 'signer' }).later,
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
  return fact.path === honestly(world, { sequence: checkpoint.sequence, fact: fact.leaf.kind, record: null }).fact.path
}

function isRecord(world: World, { fact, record }: Evidence): boolean {
  if (record === null) return true
  const number = world.commitments.indexOf(record.commitment)
  return (
    fact.leaf.kind === 'batch' && number >= 0 && isDeepStrictEqual(record, honestly(world, { record: number }).record)
  )
}

/** By the document itself: a reader that overlooks fields of the value must not be asked whether it does. */
function isOpened(world: World, { record, opening }: Evidence, document: unknown): boolean {
  if (opening === null) return true
  const number = world.commitments.indexOf(record?.commitment ?? '0x')
  const given = (document as { opening: unknown }).opening
  // Minus zero is zero, to JSON's canonical text too.
  return number >= 0 && isDeepStrictEqual(JSON.parse(JSON.stringify(given)), world.opening(number))
}

const honest = new Map<string, Evidence>()

/** Honest evidence, remembered. */
function honestly(world: World, choice: Choice): Evidence {
  const key = JSON.stringify([world.networkId, choice])
  const known = honest.get(key) ?? evidenceOf(world, choice)
  honest.set(key, known)
  return known
}
