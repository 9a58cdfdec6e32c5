import { appendFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import { readJournal } from '../../../provisioner/journal/read-journal.ts'
import { newFolder } from '../home/folders.ts'
import { anyOf, killAtWork, start } from '../home/processes.ts'

const now = () => 1_788_220_800_000

/** A journal of three lines, closed. */
async function written(): Promise<string> {
  const file = join(await newFolder(), 'journal.ndjson')
  const journal = await openJournal(file, now)
  await journal.append({ event: 'card.made', member: 'hospital-north' })
  await journal.append({ event: 'step.started', subject: { kind: 'node', name: 'hospital-north-1' } })
  await journal.append({ event: 'step.done', peers: 5, ready: true, note: 'zwölf\nlines' })
  await journal.close()
  return file
}

describe('a journal', () => {
  it('gives back what was appended, in order, with serial, time and what it follows', async () => {
    const file = await written()
    const { lines, head } = await readJournal(file)
    expect(lines.map(({ event, serial, at }) => ({ event, serial, at }))).toEqual([
      { event: 'card.made', serial: 1, at: '2026-09-01T00:00:00.000Z' },
      { event: 'step.started', serial: 2, at: '2026-09-01T00:00:00.000Z' },
      { event: 'step.done', serial: 3, at: '2026-09-01T00:00:00.000Z' },
    ])
    expect(lines[2]).toMatchObject({ peers: 5, ready: true, note: 'zwölf\nlines', previous: lines[1]?.digest })
    expect(lines[0]?.previous).toBe('0'.repeat(64))
    expect(head).toBe(lines[2]?.digest)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('reads again whatever a line holds, the separators that end a line elsewhere as well', async () => {
    const file = join(await newFolder(), 'journal.ndjson')
    const said = 'one\u2028two\u2029three\r\nfour\u0085five'
    const journal = await openJournal(file, now)
    await journal.append({ event: 'step.failed', says: said })
    await journal.close()
    const again = await openJournal(file, now)
    await again.append({ event: 'step.done' })
    await again.close()
    expect((await readJournal(file)).lines.map(({ says }) => says)).toEqual([said, undefined])
  })

  it('goes on where it ended', async () => {
    const file = await written()
    const before = await readFile(file, 'utf8')
    const journal = await openJournal(file, now)
    const [{ serial }, { previous, digest }] = [
      await journal.append({ event: 'a' }),
      await journal.append({ event: 'b' }),
    ]
    await journal.close()
    expect(serial).toBe(4)
    expect(journal.head()).toBe(digest)
    expect((await readJournal(file)).lines).toEqual(journal.entries())
    expect(previous).toBe(journal.entries()[3]?.digest)
    expect((await readFile(file, 'utf8')).startsWith(before)).toBe(true)
  })

  it('keeps the order of appends made at the same time', async () => {
    const file = join(await newFolder(), 'journal.ndjson')
    const journal = await openJournal(file, now)
    await Promise.all(Array.from({ length: 20 }, (_, index) => journal.append({ event: 'step', index })))
    await journal.close()
    expect((await readJournal(file)).lines.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  it('lets no entry set what belongs to the line', async () => {
    const journal = await openJournal(join(await newFolder(), 'journal.ndjson'), now)
    await expect(journal.append({ event: 'a', serial: 7 })).rejects.toThrow(RangeError)
    await expect(journal.append({ event: 'a', digest: 'x' })).rejects.toThrow(RangeError)
    expect(await journal.append({ event: 'b' })).toMatchObject({ serial: 1 })
    await journal.close()
  })

  it('refuses to write after a line that another wrote', async () => {
    const file = await written()
    const one = await openJournal(file, now)
    const two = await openJournal(file, now)
    await one.append({ event: 'a' })
    await expect(two.append({ event: 'b' })).rejects.toMatchObject({ code: 'JOURNAL_MOVED', facts: { file } })
    await one.append({ event: 'c' })
    await Promise.all([one.close(), two.close()])
    expect((await readJournal(file)).lines.map(({ event }) => event).slice(3)).toEqual(['a', 'c'])
  })
})

describe('a journal whose last line was cut short', () => {
  it('loses that line, at every length of it, and says so in the journal', async () => {
    const source = await written()
    const whole = await readFile(source)
    const { lines, whole: all } = await readJournal(source)
    const lastStart = all.subarray(0, -1).lastIndexOf(10) + 1
    for (let length = lastStart + 1; length < whole.length; length += 7) {
      const file = join(dirname(source), `journal-${length}.ndjson`)
      await writeFile(file, whole.subarray(0, length))
      const journal = await openJournal(file, now)
      expect(journal.entries().slice(0, 2)).toEqual(lines.slice(0, 2))
      expect(journal.entries()[2]).toMatchObject({ event: 'journal.cut', bytes: length - lastStart })
      await journal.append({ event: 'step.started' })
      await journal.close()
      expect((await readJournal(file)).lines.map(({ event }) => event).slice(2)).toEqual([
        'journal.cut',
        'step.started',
      ])
    }
  }, 60_000)

  it('is left alone by a reader', async () => {
    const file = await written()
    await appendFile(file, '{"serial":4,"at"')
    const before = await readFile(file)
    const { lines, torn } = await readJournal(file)
    expect(lines).toHaveLength(3)
    expect(torn).toHaveLength(16)
    expect(await readFile(file)).toEqual(before)
  })

  it('may have that line as its first', async () => {
    const file = join(await newFolder(), 'journal.ndjson')
    await writeFile(file, '{"ser')
    const journal = await openJournal(file, now)
    await journal.close()
    expect(journal.entries()).toMatchObject([{ serial: 1, event: 'journal.cut', bytes: 5 }])
  })

  it('keeps every acknowledged line through kill -9, forty times over', async () => {
    const file = join(await newFolder(), 'journal.ndjson')
    let acknowledged = 0
    for (let round = 0; round < 40; round += 1) {
      const run = start(new URL('fixtures/append.ts', import.meta.url), [file])
      await killAtWork(run, anyOf(1, 5), Math.random() * 4)
      acknowledged = Number(run.lines.at(-1))
      const { lines } = await readJournal(file)
      // At most the one line that was under way came on top.
      expect([acknowledged, acknowledged + 1]).toContain(lines.length)
    }
    const journal = await openJournal(file, now)
    await journal.close()
    expect(journal.entries().length).toBeGreaterThanOrEqual(acknowledged)
    expect(acknowledged).toBeGreaterThanOrEqual(40)
    expect((await readdir(dirname(file))).filter((name) => !name.startsWith('.'))).toEqual(['journal.ndjson'])
  }, 60_000)
})

describe('a damaged journal', () => {
  it('is refused with the number of the line, and left as it is', async () => {
    const file = await written()
    const rows = (await readFile(file, 'utf8')).split('\n')
    const damages: [number, string[]][] = [
      [1, [rows[1] ?? '', rows[0] ?? '', rows[2] ?? '']],
      [2, [rows[0] ?? '', rows[2] ?? '']],
      [2, [rows[0] ?? '', rows[0] ?? '', rows[2] ?? '']],
      [2, [rows[0] ?? '', '', rows[1] ?? '']],
      [2, [rows[0] ?? '', (rows[1] ?? '').replace('started', 'failed'), rows[2] ?? '']],
      [1, [(rows[0] ?? '').slice(0, 30), rows[1] ?? '', rows[2] ?? '']],
    ]
    for (const [line, damaged] of damages) {
      const text = `${damaged.join('\n')}\n`
      await writeFile(file, text)
      await expect(openJournal(file, now)).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED', facts: { file, line } })
      expect(await readFile(file, 'utf8')).toBe(text)
    }
  })

  it('is noticed wherever a single bit is flipped', async () => {
    const file = await written()
    const whole = await readFile(file)
    for (let index = 0; index < whole.length; index += 1) {
      const flipped = Buffer.from(whole)
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8))
      await writeFile(file, flipped)
      await expect(readJournal(file)).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' })
    }
  }, 60_000)

  it('that lost its end at a line is shorter, and otherwise good: only its head tells', async () => {
    const file = await written()
    const { lines, head } = await readJournal(file)
    const text = await readFile(file, 'utf8')
    await truncate(file, Buffer.byteLength(`${text.split('\n').slice(0, 2).join('\n')}\n`))
    const shorter = await readJournal(file)
    expect(shorter.lines).toEqual(lines.slice(0, 2))
    expect(shorter.head).not.toBe(head)
  })
})
