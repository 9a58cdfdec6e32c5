import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { askHidden, processTerminal, type Terminal } from './terminal.ts'

/** What a passphrase is for: opening a home, making one, or making one that lasts for a rehearsal. */
export type PassphrasePurpose = 'open' | 'create' | 'create-rehearsal'

const MINIMUM_LENGTH = 12
const MAXIMUM_BYTES = 4096

/** Where else a passphrase may come from. */
export interface PassphraseWays {
  /** The file that member.yaml names, absolute. */
  readonly file?: string | undefined
  readonly terminal?: Terminal
}

/**
 * The passphrase of a home: from the file that `QUORATE_PASSPHRASE_FILE` names, else from that of member.yaml, else from
 * a person at the terminal (asked twice when a home is made). Never from an argument or a variable, which other processes
 * can read.
 * @throws QuorateError PASSPHRASE_MISSING, _PERMISSIONS, _UNREADABLE, _EMPTY, _SHORT, _MISMATCH; none repeats it.
 */
export async function readPassphrase(
  env: Pick<Environment, 'variables' | 'cwd' | 'signal'>,
  purpose: PassphrasePurpose,
  { file: kept, terminal = processTerminal() }: PassphraseWays = {},
): Promise<string> {
  const { QUORATE_PASSPHRASE_FILE: named } = env.variables
  const file = named ? resolve(env.cwd, named) : kept
  const passphrase = file === undefined ? await fromPerson(terminal, purpose, env.signal) : await fromFile(file)
  if (passphrase === '') throw refused('PASSPHRASE_EMPTY', 'The passphrase is empty.')
  if (purpose === 'create' && [...passphrase.normalize('NFKC')].length < MINIMUM_LENGTH) {
    const says = `The passphrase is shorter than the ${MINIMUM_LENGTH} characters that a home outside a rehearsal asks for.`
    throw refused('PASSPHRASE_SHORT', says, { minimum: MINIMUM_LENGTH })
  }
  return passphrase
}

async function fromFile(file: string): Promise<string> {
  const bytes = await readPrivate(file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '')
  } catch {
    throw refused('PASSPHRASE_UNREADABLE', `${file} is not UTF-8 text.`, { file })
  }
}

/** Looks at the very file it reads: mode and content come from one open handle. */
async function readPrivate(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw refused('PASSPHRASE_UNREADABLE', `${file} cannot be read.`, { file, errno: cause.code ?? 'unknown' })
  })
  try {
    const stat = await handle.stat()
    const mode = stat.mode & 0o777
    if (stat.isDirectory()) throw refused('PASSPHRASE_UNREADABLE', `${file} is a folder.`, { file })
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw openToOthers(file, mode)
    if (stat.size > MAXIMUM_BYTES) throw refused('PASSPHRASE_UNREADABLE', `${file} is too long.`, { file })
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

async function fromPerson({ input, output }: Terminal, purpose: PassphrasePurpose, signal: AbortSignal) {
  if (!input.isTTY) throw refused('PASSPHRASE_MISSING', 'No passphrase was given, and nobody is at a terminal to ask.')
  const questions = purpose === 'open' ? ['Passphrase: '] : ['New passphrase: ', 'The same again: ']
  const answers = await askHidden({ input, output }, questions, signal)
  const [passphrase, again = passphrase] = answers ?? []
  if (passphrase === undefined) throw refused('PASSPHRASE_MISSING', 'No passphrase was given.')
  if (passphrase !== again) throw refused('PASSPHRASE_MISMATCH', 'The two passphrases differ.')
  return passphrase
}

function openToOthers(file: string, mode: number): QuorateError {
  const found = mode.toString(8).padStart(4, '0')
  return new QuorateError('PASSPHRASE_PERMISSIONS', `${file} is open to other users: its mode is ${found}.`, {
    facts: { file, mode: found },
    remedy: `chmod 600 '${file}'. No passphrase is ever changed: if others may have read it, make new keys under a new one (quorate init --again, see docs/install.md).`,
  })
}

function refused(code: string, says: string, facts: Record<string, string | number> = {}): QuorateError {
  const remedy = 'Run the command at a terminal, or write the passphrase to a file of mode 0600 and name it in'
  return new QuorateError(code, says, {
    facts,
    remedy: `${remedy} QUORATE_PASSPHRASE_FILE, or in unlock of member.yaml.`,
  })
}
