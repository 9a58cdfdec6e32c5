import { spawn } from 'node:child_process'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Facts, QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { isAlive } from '../home/process-identity.ts'
import { type Announcement, announced } from '../targets/embedded/announcement.ts'
import { type ChainName, rehearsalPaths } from './folder.ts'

/** How long a development chain may take to answer, and to stop, in milliseconds. */
const START = 60_000
const STOP = 5_000

/** Starts `quorate devchain` as a process that outlives this one; one that runs already is taken as it is. */
export async function ensureChain(
  env: Environment,
  { root, name, typed }: { root: string; name: ChainName; typed: readonly string[] },
): Promise<Announcement> {
  const file = rehearsalPaths.chain(root, name)
  const running = await announced(file)
  if (running !== undefined) return running
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await rm(file, { force: true })
  const log = await open(rehearsalPaths.chainLog(root, name), 'w', 0o600)
  const [node = '', main = ''] = env.self
  const child = spawn(node, [main, 'devchain', ...typed, '--announce', file, '--json'], {
    cwd: root,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  child.unref()
  try {
    return await ready(file, child, rehearsalPaths.chainLog(root, name))
  } finally {
    await log.close()
  }
}

/** Stops the announced chain, gently and then not. Says whether there was one. */
export async function stopChain(root: string, name: ChainName): Promise<boolean> {
  const file = rehearsalPaths.chain(root, name)
  const running = await announced(file)
  if (running === undefined) return false
  process.kill(running.pid, 'SIGTERM')
  const deadline = Date.now() + STOP
  while (isAlive(running) && Date.now() < deadline) await setTimeout(50)
  if (isAlive(running)) process.kill(running.pid, 'SIGKILL')
  await rm(file, { force: true })
  return true
}

async function ready(file: string, child: ReturnType<typeof spawn>, log: string): Promise<Announcement> {
  const deadline = Date.now() + START
  while (Date.now() < deadline) {
    const running = await announced(file)
    if (running !== undefined) return running
    if (child.exitCode !== null || child.signalCode !== null) break
    await setTimeout(50)
  }
  throw notStarted(log, await readFile(log, 'utf8'))
}

/** The very error that the chain's process ended with, where it told one. */
function notStarted(log: string, text: string): QuorateError {
  try {
    const { code, says, facts, remedy } = JSON.parse(text).error as {
      code: string
      says: string
      facts: Facts
      remedy: string
    }
    return new QuorateError(code, says, { facts, remedy })
  } catch (cause) {
    return new QuorateError('CHAIN_NOT_STARTED', 'A development chain did not start.', {
      facts: { log, last: text.trim().slice(-500) },
      remedy: 'See the log, and run the command again.',
      cause,
    })
  }
}
