import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { LONGEST } from './histories.ts'
import type { Tally } from './play.ts'

const run = promisify(execFile)
const program = fileURLToPath(new URL('run.ts', import.meta.url))

/** Plays histories in a process of their own; a parting rejects with its whole story. */
export async function playApart(chambers: 'two' | 'three', count: number, longest = LONGEST): Promise<Tally> {
  const { stdout, stderr } = await run(process.execPath, ['--no-warnings', program, chambers, `${count}`, `${longest}`])
  process.stderr.write(stderr)
  return JSON.parse(stdout)
}
