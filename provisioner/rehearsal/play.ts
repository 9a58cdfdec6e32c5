import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Facts, QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { writeNew } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { rehearsalPaths } from './folder.ts'

/** How long a command waits, in seconds, for one that a killed rehearsal left at work in the same home. */
const PATIENCE = 10

/**
 * One command of one member, as that member would type it: a process of its own, on that member's home, opened with
 * that member's passphrase. This process opens no home.
 * @returns what the command printed with `--json`.
 * @throws QuorateError the very one that the command ended with.
 */
export async function play(
  env: Environment,
  root: string,
  member: string,
  ...typed: readonly string[]
): Promise<unknown> {
  await ensurePassphrase(rehearsalPaths.passphrase(root, member))
  const deadline = env.elapsed() + PATIENCE
  for (;;) {
    try {
      return await run(env, root, member, typed)
    } catch (error) {
      const busy = error instanceof QuorateError && error.code === 'HOME_BUSY'
      if (!busy || env.elapsed() > deadline) throw error
    }
  }
}

async function run(env: Environment, root: string, member: string, typed: readonly string[]): Promise<unknown> {
  const home = rehearsalPaths.home(root, member)
  const [node = '', main = ''] = env.self
  const child = spawn(node, [main, ...typed, '--json', '--quiet', '--home', home], {
    cwd: root,
    env: { ...env.variables, QUORATE_PASSPHRASE_FILE: rehearsalPaths.passphrase(root, member) },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: env.signal,
  })
  const [stdout, stderr, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended(child)])
  return outcome(stdout, { code, command: `quorate ${typed.join(' ')}`, member, stderr })
}

/** Made once, for this rehearsal only. */
async function ensurePassphrase(file: string): Promise<void> {
  if (await exists(file)) return
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeNew(file, `${randomBytes(16).toString('hex')}\n`)
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += chunk
  return text
}

function ended(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
}

function outcome(
  stdout: string,
  run: { code: number | null; command: string; member: string; stderr: string },
): unknown {
  const document = parse(stdout)
  const error = (document as { error?: { code: string; says: string; facts: Facts; remedy: string } } | undefined)
    ?.error
  if (error !== undefined) {
    const { code, says, facts, remedy } = error
    throw new QuorateError(code, `${run.member}: ${says}`, { facts: { ...facts, command: run.command }, remedy })
  }
  if (document !== undefined && (run.code === 0 || run.code === 1)) return document
  throw new QuorateError('COMMAND_FAILED', `${run.member}: ${run.command} ended with ${run.code ?? 'a signal'}.`, {
    facts: { member: run.member, command: run.command, stderr: run.stderr.slice(-2000) },
    remedy: 'Run the command by itself on that home to see more; then run this again, it goes on where it stopped.',
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
