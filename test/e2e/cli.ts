import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built command line; `QUORATE_CLI` names another build, such as that of an installed package. */
const main = process.env['QUORATE_CLI'] ?? fileURLToPath(new URL('../../dist/provisioner/cli/main.js', import.meta.url))

export interface Options {
  readonly home?: string
  /** The file that holds the passphrase of the home. */
  readonly passphrase?: string
  readonly cwd?: string
  /** Added to the environment of the process. */
  readonly env?: Readonly<Record<string, string>>
  /** A program, and its arguments, that becomes the process: `setpriv` takes rights away first. */
  readonly through?: readonly string[]
}

export interface Result {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly seconds: number
  /** What stands on stdout, if that is one JSON document. */
  readonly json: unknown
}

/** What an error looks like on stdout with `--json`. */
export interface Refusal {
  readonly code: number | null
  readonly error: { code: string; says: string; facts: Record<string, unknown>; remedy: string }
}

/** Starts the command line as a person would: a process, nothing on standard input. `detached` gives it a group of its own. */
export function start(typed: readonly string[], options: Options = {}, detached = false): ChildProcess {
  if (!existsSync(main)) throw new Error(`${main} is not there: npm run build`)
  const { QUORATE_HOME: _, QUORATE_PASSPHRASE_FILE: __, ...inherited } = process.env
  const own = {
    ...(options.home === undefined ? {} : { QUORATE_HOME: options.home }),
    ...(options.passphrase === undefined ? {} : { QUORATE_PASSPHRASE_FILE: options.passphrase }),
  }
  const [program = '', ...args] = [...(options.through ?? []), process.execPath, main, ...typed]
  return spawn(program, args, {
    cwd: options.cwd ?? resolve('/'),
    env: { ...inherited, NODE_OPTIONS: '', ...own, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  })
}

/** Runs a command to its end, whatever that is. */
export async function quorate(typed: readonly string[], options: Options = {}): Promise<Result> {
  const begun = performance.now()
  const child = start(typed, options)
  const [stdout, stderr, [code, signal]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), endOf(child)])
  return { code, signal, stdout, stderr, seconds: (performance.now() - begun) / 1000, json: parse(stdout) }
}

/** Runs a command that has to succeed. @returns its one JSON document. */
export async function answer<T = unknown>(typed: readonly string[], options: Options = {}): Promise<T> {
  const { code, json, stdout, stderr } = await quorate([...typed, '--json'], options)
  if (code !== 0 || json === undefined) throw new Error(`quorate ${typed.join(' ')}: ${code}\n${stdout}\n${stderr}`)
  return json as T
}

/** Runs a command that has to be refused, and gives why. A refusal without facts and a remedy is no refusal. */
export async function refusal(typed: readonly string[], options: Options = {}): Promise<Refusal> {
  const { code, json, stdout, stderr } = await quorate([...typed, '--json'], options)
  const { error } = (json ?? {}) as Partial<Refusal>
  const whole = error?.code && error.says && error.facts && error.remedy
  if (code === 0 || !whole) throw new Error(`quorate ${typed.join(' ')}: ${code}\n${stdout}\n${stderr}`)
  return { code, error }
}

/** Codes of the problems that a refusal lists. */
export function problemCodes({ error }: Refusal): string[] {
  const problems = (error.facts['problems'] ?? []) as readonly { code: string }[]
  return [...new Set(problems.map(({ code }) => code))].sort()
}

export function endOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((done, failed) => {
    child.once('error', failed)
    child.once('close', (code, signal) => done([code, signal]))
  })
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = ''
  if (stream !== null) for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
