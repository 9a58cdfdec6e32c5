import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { type PassphrasePurpose, readPassphrase } from '../../../provisioner/signers/passphrase.ts'
import type { Terminal } from '../../../provisioner/signers/terminal.ts'
import { newFolder } from '../home/folders.ts'

const nobody: Terminal = { input: Readable.from([]) as unknown as NodeJS.ReadStream, output: new PassThrough() }

async function fromFile(content: string | Buffer, purpose: PassphrasePurpose = 'open', mode = 0o600): Promise<string> {
  const cwd = await newFolder()
  await writeFile(join(cwd, 'pass'), content)
  await chmod(join(cwd, 'pass'), mode)
  return ask(purpose, { QUORATE_PASSPHRASE_FILE: 'pass' }, cwd)
}

function ask(purpose: PassphrasePurpose, variables: Record<string, string>, cwd = '/'): Promise<string> {
  return readPassphrase({ variables, cwd, signal: new AbortController().signal }, purpose, { terminal: nobody })
}

describe('a passphrase from a file', () => {
  it.each([
    ['four words for a test', 'four words for a test'],
    ['four words for a test\n', 'four words for a test'],
    ['four words for a test\r\n', 'four words for a test'],
    ['four words for a test\n\n', 'four words for a test\n'],
    [' spaces count ', ' spaces count '],
    ['zwölf Wörter', 'zwölf Wörter'],
  ])('is the file without one line end: %j', async (content, passphrase) => {
    expect(await fromFile(content)).toBe(passphrase)
  })

  it.each([0o640, 0o604, 0o644, 0o620])('is refused from a file of mode %o', async (mode) => {
    const facts = { mode: `0${mode.toString(8)}` }
    await expect(fromFile('x', 'open', mode)).rejects.toMatchObject({ code: 'PASSPHRASE_PERMISSIONS', facts })
  })

  it.each([
    ['PASSPHRASE_EMPTY', ''],
    ['PASSPHRASE_EMPTY', '\n'],
    ['PASSPHRASE_UNREADABLE', Buffer.from([0xff, 0xfe, 0x41])],
    ['PASSPHRASE_UNREADABLE', 'x'.repeat(4097)],
  ])('is refused with %s where it is unusable', async (code, content) => {
    const error = await fromFile(content).catch((reason) => reason)
    expect(error).toMatchObject({ code })
    expect(inspect(error, { depth: 9 })).not.toContain('xxxx')
  })

  it('is refused where the file is not there or is a folder', async () => {
    const cwd = await newFolder()
    await mkdir(join(cwd, 'folder'))
    for (const name of ['absent', 'folder']) {
      await expect(ask('open', { QUORATE_PASSPHRASE_FILE: name }, cwd)).rejects.toMatchObject({
        code: 'PASSPHRASE_UNREADABLE',
        facts: { file: join(cwd, name) },
      })
    }
  })

  it('needs twelve characters for a new home outside a rehearsal, and only there', async () => {
    await expect(fromFile('elevenchars', 'create')).rejects.toMatchObject({ code: 'PASSPHRASE_SHORT' })
    expect(await fromFile('twelve chars', 'create')).toBe('twelve chars')
    expect(await fromFile('elevenchars', 'create-rehearsal')).toBe('elevenchars')
    expect(await fromFile('elevenchars', 'open')).toBe('elevenchars')
  })
})

describe('a passphrase where nobody can be asked', () => {
  it('is missing, and is not taken from a variable of a like name', async () => {
    const answer = ask('open', { QUORATE_PASSPHRASE: 'four words for a test' })
    await expect(answer).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' })
  })
})

/** A fake terminal: it records what is shown, and whether it echoes. */
function fakeTerminal() {
  const raw: boolean[] = []
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode: (mode: boolean) => raw.push(mode),
  })
  const output = new PassThrough()
  return { terminal: { input: input as unknown as NodeJS.ReadStream, output }, input, output, raw }
}

describe('a person at a terminal', () => {
  const env = (signal = new AbortController().signal) => ({ variables: {}, cwd: '/', signal })

  it('is asked once to open, without echo, and the terminal echoes again afterwards', async () => {
    const { terminal, input, output, raw } = fakeTerminal()
    const answer = readPassphrase(env(), 'open', { terminal })
    input.write('four words\r')
    expect(await answer).toBe('four words')
    expect(raw).toEqual([true, false])
    expect(output.read().toString()).toBe('Passphrase: \n')
  })

  it('is asked twice for a new home, and what differs is refused', async () => {
    const same = fakeTerminal()
    const answer = readPassphrase(env(), 'create', { terminal: same.terminal })
    same.input.write('four words for a test\rfour words for a test\r')
    expect(await answer).toBe('four words for a test')
    expect(same.output.read().toString()).toBe('New passphrase: \nThe same again: \n')
    const other = fakeTerminal()
    const differing = readPassphrase(env(), 'create', { terminal: other.terminal })
    other.input.write('four words for a test\rfour words for a tent\r')
    await expect(differing).rejects.toMatchObject({ code: 'PASSPHRASE_MISMATCH' })
    expect(other.raw).toEqual([true, false])
  })

  it('may give up, by key, by end of input or by signal', async () => {
    const byKey = fakeTerminal()
    const byEnd = fakeTerminal()
    const bySignal = fakeTerminal()
    const abort = new AbortController()
    const answers = [
      readPassphrase(env(), 'open', { terminal: byKey.terminal }),
      readPassphrase(env(), 'open', { terminal: byEnd.terminal }),
      readPassphrase(env(abort.signal), 'open', { terminal: bySignal.terminal }),
    ]
    byKey.input.write('half\u0003')
    byEnd.input.end()
    abort.abort()
    for (const answer of answers) await expect(answer).rejects.toMatchObject({ code: 'PASSPHRASE_MISSING' })
    for (const { raw } of [byKey, byEnd, bySignal]) expect(raw).toEqual([true, false])
  })
})

const SCRIPT = '/usr/bin/script'
const onPty = existsSync(SCRIPT) ? it : it.skip

describe('a real terminal', () => {
  /** Runs the fixture on a pseudo-terminal of util-linux's script, types when asked, and gives all that was shown. */
  async function shown(purpose: PassphrasePurpose, answers: readonly string[]): Promise<string> {
    const fixture = fileURLToPath(new URL('fixtures/ask.ts', import.meta.url))
    const command = `'${process.execPath}' --no-warnings '${fixture}' ${purpose}`
    const child = spawn(SCRIPT, ['-qec', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
    let text = ''
    const waiting = [...answers]
    child.stdout.on('data', (chunk) => {
      text += chunk
      if (text.endsWith(': ')) child.stdin.write(waiting.shift() ?? '')
    })
    await once(child, 'close')
    return text.replaceAll('\r', '')
  }

  onPty(
    'shows the question and never the answer',
    async () => {
      expect(await shown('open', ['four words\r'])).toBe('Passphrase: \n[sdrow ruof]\n')
      expect(await shown('create', ['four words for a test\r', 'four words for a test\r'])).toBe(
        'New passphrase: \nThe same again: \n[tset a rof sdrow ruof]\n',
      )
      expect(await shown('open', ['four\u0003'])).toBe('Passphrase: \n<PASSPHRASE_MISSING>\n')
    },
    60_000,
  )
})
