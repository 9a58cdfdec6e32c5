import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { noteRestored } from '../../../provisioner/backup/note-restored.ts'
import { sitsOut } from '../../../provisioner/checkpoint/restored.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { newFolder } from '../home/folders.ts'
import { InFlight, type Move } from './in-flight-model.ts'

const key = new KeystoreSigner(PrivateKey.generate(randomBytes))
const RUNS = 100
const NOW = 1_795_000_000
const restored = { backup: '0x00', madeAt: '2026-09-01T00:00:00Z', now: NOW }

async function freshJournal() {
  return openJournal(join(await newFolder(), 'journal.ndjson'), Date.now)
}

const asked: fc.Arbitrary<Move> = fc.record({
  does: fc.constant('asked'),
  sequence: fc.integer({ min: 1, max: 2 }),
  digest: fc.integer({ min: 1, max: 2 }),
})
const other: fc.Arbitrary<Move> = fc.record({ does: fc.constantFrom('back up', 'restore', 'next window') })
const story = fc.array(fc.oneof(asked, other), { minLength: 4, maxLength: 14 })
const seen = { restored: 0, satOut: 0, late: 0, signed: 0 }

async function equivocates(moves: readonly Move[], says: boolean): Promise<boolean> {
  const model = new InFlight(await newFolder(), key, says)
  for (const move of moves) await model.make(move)
  seen.restored += model.restored
  seen.satOut += model.satOut
  seen.late += model.late
  seen.signed += model.released.size
  return [...model.released.values()].some((digests) => digests.size > 1)
}

describe('a member that was restored while signatures of it were on their way', () => {
  it('never signs a second digest of a sequence, whenever it was backed up, restored and asked', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (moves) => !(await equivocates(moves, true))),
      { numRuns: RUNS },
    )
    expect(seen.restored).toBeGreaterThan(RUNS / 10)
    expect(seen.satOut).toBeGreaterThan(RUNS / 10)
    expect(seen.late).toBeGreaterThan(0)
    expect(seen.signed).toBeGreaterThan(RUNS / 4)
  }, 60_000)

  const attack: Move[] = [
    { does: 'back up' },
    { does: 'asked', sequence: 1, digest: 1 },
    { does: 'restore' },
    { does: 'asked', sequence: 1, digest: 2 },
  ]

  it('would, if its journal did not say that it was restored: no board shows the first yet', async () => {
    expect(await equivocates(attack, false)).toBe(true)
    expect(await equivocates(attack, true)).toBe(false)
  })

  it('sits out the window in which it first looks at the board and a whole one, whatever the board shows', async () => {
    const journal = await freshJournal()
    await noteRestored(journal, restored)
    for (const window of [10, 10, 11]) expect(await sitsOut(journal, { signed: [], window })).toBe(true)
    expect(await sitsOut(journal, { signed: [], window: 12 })).toBe(false)
    expect(journal.entries().filter(({ event }) => event === 'signature.forgotten')).toHaveLength(2)
    await noteRestored(journal, restored)
    for (const window of [12, 13]) expect(await sitsOut(journal, { signed: [], window })).toBe(true)
    expect(await sitsOut(journal, { signed: [], window: 14 })).toBe(false)
    await journal.close()
  })

  it('counts no window by a node that still catches up to the moment of the restore', async () => {
    const journal = await freshJournal()
    await noteRestored(journal, restored)
    for (const window of [1, 2, 3, 4]) expect(await sitsOut(journal, { signed: [], window, now: NOW - 1 })).toBe(true)
    for (const window of [9, 10]) expect(await sitsOut(journal, { signed: [], window, now: NOW })).toBe(true)
    expect(await sitsOut(journal, { signed: [], window: 11, now: NOW + 9 })).toBe(false)
    await journal.close()
  })

  it('waits for no moment that has not come, where the clock was ahead at the restore, and counts from the right one', async () => {
    let clock = NOW + 150_000_000
    const journal = await openJournal(join(await newFolder(), 'journal.ndjson'), () => clock * 1000)
    await noteRestored(journal, { ...restored, now: clock })
    const at = (window: number, now: number, shown: number) => {
      clock = shown
      return sitsOut(journal, { signed: [], window, now })
    }
    // Still ahead, and then right; a chain that is ahead of the clock says that the clock is behind.
    expect(await at(9, NOW, NOW + 150_000_001)).toBe(true)
    expect(await at(9, NOW, NOW - 100)).toBe(true)
    for (const window of [8, 9, 9]) expect(await at(window, NOW, NOW + 2)).toBe(true)
    for (const window of [10, 11]) expect(await at(window, NOW + 2, NOW + 4)).toBe(true)
    expect(await at(12, NOW + 9, NOW + 9)).toBe(false)
    const noted = journal.entries().filter(({ since }) => since !== undefined)
    expect(noted.map(({ since }) => since)).toEqual([NOW + 150_000_000, NOW + 2])
    await journal.close()
  })

  it('that was never restored does not sit out', async () => {
    const journal = await freshJournal()
    expect(await sitsOut(journal, { signed: [], window: 10 })).toBe(false)
    expect(journal.entries()).toEqual([])
    await journal.close()
  })

  it('sits out as well where its journal is gone: what was signed is forgotten all the same', async () => {
    const dir = await newFolder()
    await writeFile(join(dir, 'home.json'), '{}')
    const journal = await openJournal(join(dir, 'journal.ndjson'), () => NOW * 1000)
    expect(journal.entries()).toMatchObject([{ event: 'journal.lost', serial: 1 }])
    expect(await sitsOut(journal, { signed: [], window: 7, now: NOW - 60 })).toBe(true)
    expect(await sitsOut(journal, { signed: [], window: 7, now: NOW + 1 })).toBe(true)
    expect(await sitsOut(journal, { signed: [], window: 8, now: NOW + 60 })).toBe(true)
    expect(await sitsOut(journal, { signed: [], window: 9, now: NOW + 120 })).toBe(false)
    await journal.close()
    const again = await openJournal(join(dir, 'journal.ndjson'), () => NOW * 1000)
    expect(again.entries().filter(({ event }) => event === 'journal.lost')).toHaveLength(1)
    await again.close()
  })
})
