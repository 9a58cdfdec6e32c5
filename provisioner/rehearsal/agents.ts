import { spawn } from 'node:child_process'
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { Environment } from '../environment.ts'
import { replace } from '../home/atomic-file.ts'
import { identify, isAlive } from '../home/process-identity.ts'
import { rehearsalPaths } from './folder.ts'

/** How long an agent may take to stop, in milliseconds. */
const STOP = 10_000

const recordSchema = z.strictObject({ pid: z.number(), started: z.number() })

/** Starts a member's agent as a process that outlives this one; one that runs is left alone. For the rehearsal lock's holder. */
export async function ensureAgent(env: Environment, root: string, member: string): Promise<void> {
  const file = rehearsalPaths.agent(root, member)
  if ((await runningAgent(file)) !== undefined) return
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const log = await open(rehearsalPaths.agentLog(root, member), 'a', 0o600)
  const [node = '', main = ''] = env.self
  const child = spawn(node, [main, 'agent', '--home', rehearsalPaths.home(root, member)], {
    cwd: root,
    env: { ...env.variables, QUORATE_PASSPHRASE_FILE: rehearsalPaths.passphrase(root, member) },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  child.unref()
  await log.close()
  const identity = child.pid === undefined ? undefined : identify(child.pid)
  if (identity !== undefined) await replace(file, `${JSON.stringify(identity)}\n`, { mode: 0o600 })
}

/** Stops the agents of these members, gently and then not. */
export async function stopAgents(root: string, members: readonly string[]): Promise<void> {
  await Promise.all(members.map((member) => stopAgent(rehearsalPaths.agent(root, member))))
}

async function stopAgent(file: string): Promise<void> {
  const running = await runningAgent(file)
  if (running !== undefined) {
    process.kill(running.pid, 'SIGTERM')
    const deadline = performance.now() + STOP
    while (isAlive(running) && performance.now() < deadline) await setTimeout(50)
    if (isAlive(running)) process.kill(running.pid, 'SIGKILL')
  }
  await rm(file, { force: true })
}

async function runningAgent(file: string) {
  const text = await readFile(file, 'utf8').catch(() => 'null')
  const parsed = recordSchema.safeParse(JSON.parse(text))
  return parsed.success && isAlive(parsed.data) ? parsed.data : undefined
}
