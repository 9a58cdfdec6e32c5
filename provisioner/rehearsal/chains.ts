import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Facts, QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { isAlive } from '../home/process-identity.ts'
import { announced, removeTickets, writeTicket } from '../targets/embedded/announcement.ts'
import { type ChainName, rehearsalPaths } from './folder.ts'

/** For Node: a small young generation, in MiB. A chain idles most of its life, and would keep what it needed at its start. */
const FRUGAL = ['--max-semi-space-size=4']

/** How long a development chain may take to answer, and to stop, in milliseconds. */
const START = 60_000
const STOP = 5_000

interface Wanted {
  readonly root: string
  readonly name: ChainName
  /** What `quorate devchain` is to be told. */
  readonly typed: readonly string[]
}

/**
 * Starts `quorate devchain` as a process that outlives this one; one that runs already is taken as it is. Only for
 * the holder of the rehearsal's lock.
 * @returns where it answers.
 */
export async function ensureChain(env: Environment, wanted: Wanted): Promise<string> {
  const { root, name } = wanted
  const file = rehearsalPaths.chain(root, name)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await removeTickets(file)
  const child = (await announced(file)) === undefined ? await start(env, wanted, file) : undefined
  return ready(file, child, rehearsalPaths.chainLog(root, name))
}

async function start({ self }: Environment, { root, name, typed }: Wanted, file: string): Promise<ChildProcess> {
  const ticket = await writeTicket(file)
  const log = await open(rehearsalPaths.chainLog(root, name), 'w', 0o600)
  const [node = '', main = ''] = self
  const options = ['--announce', file, '--ticket', ticket, '--json']
  const child = spawn(node, [...FRUGAL, main, 'devchain', ...typed, ...options], {
    cwd: root,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  child.unref()
  await log.close()
  return child
}

export async function chainRuns(root: string, name: ChainName): Promise<boolean> {
  return (await announced(rehearsalPaths.chain(root, name))) !== undefined
}

/** Stops both chains, and whatever was about to become one. @returns the names of those that ran. */
export async function stopChains(root: string): Promise<ChainName[]> {
  const names = ['consortium', 'public'] as const
  const stopped = await Promise.all(names.map((name) => stopChain(root, name)))
  return names.filter((_, i) => stopped[i])
}

/** Stops the announced chain, gently and then not. Says whether there was one. */
async function stopChain(root: string, name: ChainName): Promise<boolean> {
  const file = rehearsalPaths.chain(root, name)
  await removeTickets(file)
  const running = await announced(file)
  if (running === undefined) return false
  process.kill(running.pid, 'SIGTERM')
  const deadline = performance.now() + STOP
  while (isAlive(running) && performance.now() < deadline) await setTimeout(50)
  if (isAlive(running)) process.kill(running.pid, 'SIGKILL')
  await rm(file, { force: true })
  return true
}

/** @param child the chain's process, where it was started here and may not have announced itself yet. */
async function ready(file: string, child: ChildProcess | undefined, log: string): Promise<string> {
  const deadline = performance.now() + START
  while (performance.now() < deadline) {
    const running = await announced(file)
    if (running !== undefined && running.rpc !== null) return running.rpc
    const starting = child !== undefined && child.exitCode === null && child.signalCode === null
    if (running === undefined && !starting) break
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
