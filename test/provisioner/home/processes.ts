import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll } from '@jest/globals'

/** A real process that runs a fixture of TypeScript, and what it printed so far. */
export interface Running {
  readonly process: ChildProcess
  readonly lines: readonly string[]
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
  const gone = Promise.all([once(child, 'exit'), once(reader, 'close')]).then(() => undefined)
  const firstLine = new Promise<string>((resolve, reject) => {
    reader.on('line', (line) => {
      lines.push(line)
      resolve(line)
    })
    gone.then(() => reject(new Error(`${path} ended without a word`)))
  })
  return { process: child, lines, firstLine, gone }
}

/** Lets a process run for some milliseconds after its first line, then kills it as the kernel would: no clean-up. */
export async function killAfter(running: Running, milliseconds: number): Promise<void> {
  await running.firstLine
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
  running.process.kill('SIGKILL')
  await running.gone
}
