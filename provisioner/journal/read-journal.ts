import { readFile } from 'node:fs/promises'
import { QuorateError } from '../../network/quorate-error.ts'
import { fromBackup } from '../home/from-backup.ts'
import { GENESIS, type JournalLine, readLine } from './journal-line.ts'

/** A journal as found on disk. */
export interface JournalReading {
  readonly lines: readonly JournalLine[]
  /** Digest of the last whole line. */
  readonly head: string
  /** The bytes of all whole lines. */
  readonly whole: Uint8Array
  /** What follows: a line whose writing was cut short, by a kill or by a writer that is not done yet. Mostly empty. */
  readonly torn: Uint8Array
}

/**
 * Reads a journal and changes nothing: this is for commands that do not hold the home's lock. An absent file is an
 * empty journal.
 * @throws QuorateError JOURNAL_DAMAGED with the number of the first line that cannot be trusted.
 */
export async function readJournal(file: string): Promise<JournalReading> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return Buffer.alloc(0)
    throw cause
  })
  return parseJournal(bytes, file)
}

function parseJournal(bytes: Buffer, file: string): JournalReading {
  const whole = bytes.lastIndexOf('\n') + 1
  const lines: JournalLine[] = []
  let head = GENESIS
  let start = 0
  while (start < whole) {
    const end = bytes.indexOf('\n', start)
    const line = readLine(bytes.toString('utf8', start, end), { serial: lines.length + 1, previous: head })
    if (typeof line === 'string') throw journalDamaged(file, lines.length + 1, line)
    lines.push(line)
    head = line.digest
    start = end + 1
  }
  const torn = bytes.subarray(whole)
  // A write cut short leaves a beginning of a line; a whole line and then something else is other damage.
  if (/^\{.*,"digest":"[0-9a-f]{64}"\}./s.test(torn.toString('latin1'))) {
    throw journalDamaged(file, lines.length + 1, 'something else stands where its line end belongs')
  }
  return { lines, head, whole: bytes.subarray(0, whole), torn }
}

function journalDamaged(file: string, line: number, reason: string): QuorateError {
  return new QuorateError('JOURNAL_DAMAGED', `${file} is damaged at line ${line}: ${reason}.`, {
    facts: { file, line, reason },
    remedy: `${fromBackup('it')} What was signed since that backup it does not know: it signs no checkpoint until a whole window has passed, and before you sign anything, see quorate status. Nothing was changed or removed.`,
  })
}
