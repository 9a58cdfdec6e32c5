import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll } from '@jest/globals'

/** A real process that runs a fixture of TypeScript, and what it printed so far. */
export interface Running {
  readonly process: ChildProcess
  readonly lines: readonly string[]
  /** Resolves when so many lines were printed; rejects where the process ends before. */
  reached(count: number): Promise<void>
  /** Resolves with the first line; rejects where the process ends without one. */
  readonly firstLine: Promise<string>
  /** Resolves when the process is gone and everything it printed was read. */
  readonly gone: Promise<void>
}

const started: ChildProcess[] = []

// A test that failed may have left a process waiting for its word.
afterAll(() => {
  for (const child of started) child.kill('SIGKILL')
})

export function start(fixture: URL, args: readonly string[]): Running {
  const path = fileURLToPath(fixture)
  const child = spawn(process.execPath, ['--no-warnings', path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  started.push(child)
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  const gone = Promise.all([once(child, 'exit'), once(reader, 'close')]).then(() => undefined)
  const reached = async (count: number) => {
    let over = false
    const ended = gone.then(() => {
      over = true
    })
    while (lines.length < count && !over) await Promise.race([once(reader, 'line'), ended])
    if (lines.length < count) throw new Error(`${path} ended after ${lines.length} lines of ${count}`)
  }
  return { process: child, lines, reached, gone, firstLine: reached(1).then(() => lines[0] ?? '') }
}

/**
 * Kills a process as the kernel would, with no clean-up, in the midst of its work: some milliseconds after it printed
 * that so many pieces of it are done. Progress and not time alone says when, or on a busy machine every kill would land
 * before the work began.
 */
export async function killAtWork(running: Running, pieces: number, milliseconds: number): Promise<void> {
  await running.reached(pieces)
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  if (running.process.exitCode !== null) throw new Error('the process ended by itself')
  running.process.kill('SIGKILL')
  await running.gone
}

/** A whole number from `from` to `to`, both included. */
export function anyOf(from: number, to: number): number {
  return from + Math.floor(Math.random() * (to - from + 1))
}
