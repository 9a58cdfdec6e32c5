import type { EvidenceFile } from '../../../network/checkpoint/evidence.ts'
import { type Recover, recoverAddress } from '../../../network/checkpoint/recover.ts'
import type { Verdict } from '../../../network/checkpoint/verdict.ts'
import { verifyEvidence } from '../../../network/checkpoint/verify.ts'
import { type Choice, evidenceOf, fileOf, type World, worldOf } from '../../fixtures/evidence.ts'

/** The networks that these tests play on. */

export const five = worldOf({ name: 'five', members: 5, threshold: 3, validators: 4, handovers: 3 })
/** The keys, blocks and records of `five` on another network. */
export const rehearsal = worldOf({
  name: 'five',
  network: 'five rehearsed',
  members: 5,
  threshold: 3,
  validators: 4,
  handovers: 3,
})
export const six = worldOf({ name: 'six', members: 6, threshold: 4, validators: 6 })
export const embedded = worldOf({ name: 'embedded', members: 6, threshold: 4, validators: 0, handovers: 1 })

export const fileFrom = (world: World, choice: Choice = {}): EvidenceFile => fileOf(evidenceOf(world, choice))

/** Recovery that remembers: the same answers, and the hours that 10,000 verifications would take saved. */
export function remembering(): Recover {
  const known = new Map<string, ReturnType<Recover>>()
  return (digest, signature) => {
    const key = Buffer.concat([digest, signature]).toString('latin1')
    if (!known.has(key)) known.set(key, recoverAddress(digest, signature))
    return known.get(key)
  }
}

const recover = remembering()

/** The fields that are to be others. */
export type Change = (file: EvidenceFile) => Partial<EvidenceFile>

type Part<K extends keyof EvidenceFile> = NonNullable<EvidenceFile[K]>

/** A change inside one part, which has to be there. */
export function within<K extends keyof EvidenceFile>(key: K, change: (part: Part<K>) => Partial<Part<K>>): Change {
  return (file) => {
    const part = file[key]
    if (part === null) throw new Error(`the evidence has no ${key}`)
    return { [key]: { ...(part as object), ...(change(part as Part<K>) as object) } }
  }
}

/** The verdict on what a change makes of honest evidence. */
export function verdictAfter(world: World, choice: Choice, change: Change): Verdict & { good: boolean } {
  const file = fileFrom(world, choice)
  const { verdict, good } = verifyEvidence({ ...file, ...change(file) }, world.trust, recover)
  return { ...verdict, good }
}

/** Bytes of a packed text, changed. */
export function repacked(text: string, change: (bytes: Uint8Array) => Uint8Array): string {
  return Buffer.from(change(Uint8Array.from(Buffer.from(text, 'base64url')))).toString('base64url')
}

/** The parts of a packed text, in another order or number. */
export function reordered(text: string, length: number, change: (parts: Uint8Array[]) => Uint8Array[]): string {
  return repacked(text, (bytes) => {
    const parts = Array.from({ length: bytes.length / length }, (_, i) => bytes.subarray(i * length, (i + 1) * length))
    return Uint8Array.from(change(parts).flatMap((part) => [...part]))
  })
}

/** One bit of one byte, the other way. */
export const flipped = (text: string, at = 0) =>
  repacked(text, (bytes) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)))
