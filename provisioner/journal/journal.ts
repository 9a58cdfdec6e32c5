import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { QuorateError } from '../../network/quorate-error.ts'
import { replace, unwritable, writeNew } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { GENESIS, type JournalEntry, type JournalLine, lineOf, LOST } from './journal-line.ts'
import { type JournalReading, readJournal } from './read-journal.ts'

/**
 * Opens a journal to write. A last line that a kill cut short was never acknowledged: it is cut off, and that is
 * journalled as `journal.cut`. A home is made with a journal: where there is none, one was lost, and the first line of the
 * new one says so. Any other damage stops here.
 * @param now Unix time in milliseconds.
 * @throws QuorateError JOURNAL_DAMAGED
 */
export async function openJournal(file: string, now: () => number): Promise<Journal> {
  if (!(await exists(file))) await begin(file, now)
  const reading = await readJournal(file)
  if (reading.torn.length > 0) await cutTorn(file, reading, now)
  const found = reading.torn.length > 0 ? await readJournal(file) : reading
  return new Journal(file, await open(file, 'a'), found, now)
}

/** What a member's commands did, in order: appended to, never rewritten. One writer at a time: hold the home's lock. */
export class Journal {
  readonly #file: string
  readonly #handle: FileHandle
  readonly #now: () => number
  readonly #lines: JournalLine[]
  #head: string
  #size: number
  #last: Promise<unknown> = Promise.resolve()

  constructor(file: string, handle: FileHandle, reading: JournalReading, now: () => number) {
    this.#file = file
    this.#handle = handle
    this.#now = now
    this.#lines = [...reading.lines]
    this.#head = reading.head
    this.#size = reading.whole.length
  }

  /** Digest of the last line; 64 zeros where there is none. */
  head(): string {
    return this.#head
  }

  /** Unix seconds, by the clock that its lines are stamped with. */
  now(): number {
    return Math.floor(this.#now() / 1000)
  }

  entries(): readonly JournalLine[] {
    return [...this.#lines]
  }

  /**
   * Returns when the line is on disk; calls at the same time land in the order they were made.
   * @throws QuorateError FILE_UNWRITABLE on a full disk: what was written of the line is cut off when it is opened again.
   */
  append(entry: JournalEntry): Promise<JournalLine> {
    const landed = this.#last.then(() => this.#write(entry))
    this.#last = landed.catch(() => undefined)
    return landed
  }

  async close(): Promise<void> {
    await this.#last
    await this.#handle.close()
  }

  async #write(entry: JournalEntry): Promise<JournalLine> {
    const { size } = await this.#handle.stat()
    // Another writer, or a write of ours that failed halfway: a line after that would not follow the line before it.
    if (size !== this.#size) throw moved(this.#file, this.#size, size)
    const place = { serial: this.#lines.length + 1, at: new Date(this.#now()).toISOString(), previous: this.#head }
    const { line, text } = lineOf(entry, place)
    const bytes = Buffer.from(`${text}\n`)
    try {
      await this.#handle.appendFile(bytes)
      await this.#handle.datasync()
    } catch (cause) {
      throw unwritable(this.#file, cause)
    }
    this.#lines.push(line)
    this.#head = line.digest
    this.#size += bytes.length
    return line
  }
}

async function begin(file: string, now: () => number): Promise<void> {
  const place = { serial: 1, at: new Date(now()).toISOString(), previous: GENESIS }
  const lost = await exists(homePaths.record(dirname(file)))
  await writeNew(file, lost ? `${lineOf({ event: LOST }, place).text}\n` : '')
}

/** The cut and its entry land together, in one rename: a kill in between cannot lose the trace of it. */
async function cutTorn(file: string, { lines, head, whole, torn }: JournalReading, now: () => number): Promise<void> {
  const sha256 = createHash('sha256').update(torn).digest('hex')
  const place = { serial: lines.length + 1, at: new Date(now()).toISOString(), previous: head }
  const { text } = lineOf({ event: 'journal.cut', bytes: torn.length, sha256 }, place)
  await replace(file, Buffer.concat([whole, Buffer.from(`${text}\n`)]))
}

function moved(file: string, expected: number, found: number): QuorateError {
  return new QuorateError(
    'JOURNAL_MOVED',
    `${file} has ${found} bytes; after the last line written here it had ${expected}.`,
    {
      facts: { file, expected, found },
      remedy:
        'Run the command again; it reads the journal anew. Journals are written under the lock of their home only.',
    },
  )
}
