import { randomBytes } from 'node:crypto'
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { fromCompact, recoverAddress } from '../../../network/checkpoint/recover.ts'
import { fromHex, type Hex } from '../../../network/hex.ts'
import { FORGOTTEN } from '../../../provisioner/checkpoint/released.ts'
import { sitsOut } from '../../../provisioner/checkpoint/restored.ts'
import { signOnce } from '../../../provisioner/checkpoint/sign-once.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { newFolder } from '../home/folders.ts'
import { crashes, Model, type Move } from './signing-model.ts'

const key = new KeystoreSigner(PrivateKey.generate(randomBytes))
const digestOf = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
const checkpoint = (number: number) => ({ kind: 'checkpoint' as const, number })
const of = (number: number, digest = number) => ({ ...checkpoint(number), digest: digestOf(digest) })
const RUNS = 120

const asked: fc.Arbitrary<Move> = fc.record({
  does: fc.constant('asked'),
  sequence: fc.integer({ min: 1, max: 3 }),
  digest: fc.integer({ min: 1, max: 3 }),
  crash: fc.constantFrom(...crashes),
})
const other: fc.Arbitrary<Move> = fc.record({ does: fc.constantFrom('back up', 'restore', 'next window') })
const moves = (...kinds: fc.Arbitrary<Move>[]) => fc.array(fc.oneof(...kinds), { minLength: 4, maxLength: 14 })

const counts = { signed: 0, refused: 0, restored: 0, satOut: 0 }

/** Plays the moves; whether two digests of one sequence got out. */
async function equivocates(story: readonly Move[], looks: boolean): Promise<boolean> {
  const model = new Model(await newFolder(), key, looks)
  for (const move of story) await model.make(move)
  counts.signed += model.released.size
  counts.refused += model.refused
  counts.restored += model.restored
  counts.satOut += model.satOut
  return [...model.released.values()].some((digests) => digests.size > 1)
}

describe('an honest member', () => {
  it('never signs two digests of one sequence, in any order of requests and crashes, by its journal alone', async () => {
    const property = fc.asyncProperty(moves(asked), async (story) => !(await equivocates(story, false)))
    await fc.assert(property, { numRuns: RUNS })
    expect(counts.signed).toBeGreaterThan(RUNS / 2)
    expect(counts.refused).toBeGreaterThan(RUNS / 10)
  }, 60_000)

  it('nor with journals restored from backups, for it looks at the board', async () => {
    const property = fc.asyncProperty(moves(asked, other), async (story) => !(await equivocates(story, true)))
    await fc.assert(property, { numRuns: RUNS })
    expect(counts.restored).toBeGreaterThan(RUNS / 10)
    expect(counts.satOut).toBeGreaterThan(0)
  }, 60_000)

  it('would, if it trusted a restored journal: this model finds that', async () => {
    const story: Move[] = [
      { does: 'back up' },
      { does: 'asked', sequence: 1, digest: 1, crash: 'never' },
      { does: 'restore' },
      { does: 'asked', sequence: 1, digest: 2, crash: 'never' },
    ]
    expect(await equivocates(story, false)).toBe(true)
    expect(await equivocates(story, true)).toBe(false)
  })

  it('gives the same digest again, by the key of its card, in the short form of EIP-2098', async () => {
    const journal = await openJournal(join(await newFolder(), 'journal.ndjson'), Date.now)
    const at = of(1, 7)
    for (let again = 0; again < 2; again += 1) {
      const { r, vs } = await signOnce({ journal, key }, at)
      const signature = fromCompact(fromHex(`${r}${vs.slice(2)}`)) ?? new Uint8Array()
      expect(recoverAddress(fromHex(at.digest), signature)).toBe(key.address)
    }
    expect(journal.entries()).toHaveLength(1)
    await expect(signOnce({ journal, key }, of(1, 8))).rejects.toMatchObject({
      code: 'CHECKPOINT_SIGNED_ANOTHER',
      facts: { number: 1, signed: at.digest, asked: digestOf(8) },
    })
    // The handover of that number is something else.
    await signOnce({ journal, key }, { kind: 'handover', number: 1, digest: digestOf(9) })
    await journal.close()
  })
})

describe('a member restored from a backup', () => {
  /** Its journal knows of checkpoint 1; it has signed 2, which is on the board, and 3, which is still on its way. */
  async function restored() {
    const folder = await newFolder()
    const [file, backup] = [join(folder, 'journal.ndjson'), join(folder, 'backup.ndjson')]
    let journal = await openJournal(file, Date.now)
    await signOnce({ journal, key }, of(1))
    await copyFile(file, backup)
    for (const sequence of [2, 3]) await signOnce({ journal, key }, of(sequence))
    await journal.close()
    await copyFile(backup, file)
    journal = await openJournal(file, Date.now)
    return journal
  }

  it('sits out the window in which it sees that, and a whole one, and then goes on', async () => {
    const journal = await restored()
    for (const window of [10, 10, 11])
      expect(await sitsOut(journal, { signed: [1, 2].map(checkpoint), window })).toBe(true)
    expect(await sitsOut(journal, { signed: [1, 2].map(checkpoint), window: 12 })).toBe(false)
    expect(journal.entries().filter(({ event }) => event === FORGOTTEN)).toHaveLength(1)
    await signOnce({ journal, key }, of(4))
    await journal.close()
  })

  it('sits out again when a signature arrives that was on its way, and signs neither a second time', async () => {
    const journal = await restored()
    expect(await sitsOut(journal, { signed: [1, 2].map(checkpoint), window: 10 })).toBe(true)
    expect(await sitsOut(journal, { signed: [1, 2, 3].map(checkpoint), window: 11 })).toBe(true)
    expect(await sitsOut(journal, { signed: [1, 2, 3].map(checkpoint), window: 12 })).toBe(true)
    expect(await sitsOut(journal, { signed: [1, 2, 3].map(checkpoint), window: 13 })).toBe(false)
    for (const sequence of [2, 3]) {
      const again = signOnce({ journal, key }, of(sequence, sequence + 50))
      await expect(again).rejects.toMatchObject({ code: 'CHECKPOINT_SIGNED_ANOTHER', facts: { signed: 'forgotten' } })
    }
    await journal.close()
  })

  it('that knows all the board shows does not sit out', async () => {
    const journal = await restored()
    expect(await sitsOut(journal, { signed: [1].map(checkpoint), window: 10 })).toBe(false)
    await journal.close()
  })
})
