#!/usr/bin/env node
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CommanderError } from 'commander'
import type { Environment } from '../environment.ts'
import type { Answer, Command } from './command.ts'
import { commands } from './commands.ts'
import { errorDocument, errorLines, exitCode, interrupted } from './failure.ts'
import { frugalOptions } from './frugal.ts'
import type { Input } from './input.ts'
import { offlineAnswer } from './offline-answer.ts'
import { printed, printedJson } from './printed.ts'
import { type Globals, programOf } from './program.ts'

/** The one place that knows argv, environment variables and streams. */
const controller = new AbortController()

/** An empty screen, from its upper left corner on. */
const CLEAR = '\u001B[2J\u001B[H'

async function run(command: Command, input: Input, globals: Globals): Promise<void> {
  const { frugal } = command
  if (frugal === true || (frugal !== undefined && input.flag(frugal))) beginFrugally()
  const { run: work } = await command.load()
  const offline = input.text('offline')
  const env = environment(globals)
  const answer =
    offline === undefined
      ? await work(input, env)
      : await offlineAnswer(offline, env, (prepared) => work(input, prepared))
  print(answer, globals)
  process.exitCode = answer.good ? 0 : 1
}

function print(answer: Answer, globals: Globals): void {
  if (globals.json) process.stdout.write(`${printedJson(answer.json)}\n`)
  else for (const text of answer.text) write(process.stdout)(text)
}

/** Begins anew as the same process where Node has to be told more; a Node before 22.15, and Windows, go on as they are. */
function beginFrugally(): void {
  const options = frugalOptions([...process.execArgv, process.env.NODE_OPTIONS ?? ''])
  if (options.length === 0 || process.platform === 'win32') return
  process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...options, ...process.argv.slice(1)])
}

/** Prints a text, folded to the terminal where one is. */
function write(stream: NodeJS.WriteStream): (text: string) => void {
  return (text) => {
    for (const line of printed(text, stream.isTTY ? stream.columns : undefined)) stream.write(`${line}\n`)
  }
}

function environment(globals: Globals): Environment {
  return {
    home: resolve(globals.home ?? process.env.QUORATE_HOME ?? '.quorate'),
    cwd: process.cwd(),
    variables: process.env,
    now: () => Math.floor(Date.now() / 1000),
    elapsed: () => performance.now() / 1000,
    progress: globals.quiet ? () => undefined : write(process.stderr),
    line: globals.json ? () => undefined : write(process.stdout),
    clear: globals.json ? () => undefined : () => void process.stdout.write(CLEAR),
    signal: controller.signal,
    self: [process.execPath, fileURLToPath(import.meta.url)],
  }
}

/** What is used of node:sqlite, its lock, is no experiment: that one warning is kept from people, and no other. */
function filterWarnings(): void {
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => {
    if (name !== 'ExperimentalWarning' || !message.startsWith('SQLite')) write(process.stderr)(`${name}: ${message}`)
  })
}

async function main(argv: readonly string[]): Promise<void> {
  const json = argv.includes('--json')
  filterWarnings()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort(signal))
  // A reader that closes the pipe early (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 70))
  try {
    await programOf(commands, run).parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return
    const shown = controller.signal.aborted ? interrupted(error) : error
    process.exitCode = exitCode(shown)
    if (json) process.stdout.write(`${printedJson(errorDocument(shown))}\n`)
    else for (const text of errorLines(shown)) write(process.stderr)(text)
  }
}

await main(process.argv.slice(2))
