import { setTimeout } from 'node:timers/promises'
import type Docker from 'dockerode'
import { QuorateError } from '../../../network/quorate-error.ts'
import { unlessDone } from './engine-error.ts'
import { logLines } from './log-lines.ts'

/** How long a node that runs may take until it answers, in seconds. One that recovers a large database takes longer. */
const PATIENCE = 60
/** Lines of the log that an error carries. */
const LAST = 20

export interface Started {
  readonly docker: Docker
  /** Id of the container. */
  readonly id: string
  readonly node: string
  readonly rpcPort: number
  readonly elapsed: () => number
  readonly signal: AbortSignal
}

/**
 * Returns once the node answers, or has run for a good while without ending. One that ends is stopped, so that the
 * engine does not start it over and over.
 * @throws QuorateError NODE_NOT_STARTED, with the end of its log.
 */
export async function untilStarted(wanted: Started): Promise<void> {
  const { docker, id, rpcPort, elapsed, signal } = wanted
  const deadline = elapsed() + PATIENCE
  const container = docker.getContainer(id)
  let since: string | undefined
  while (elapsed() < deadline) {
    const { State } = await container.inspect()
    since ??= State.StartedAt
    if (!State.Running || State.Restarting || State.StartedAt !== since) throw await notStarted(wanted, State.ExitCode)
    if (await answers(rpcPort)) return
    await setTimeout(250, undefined, { signal })
  }
}

/** Any answer of HTTP: the engine's own proxy takes connections before the node does, and then drops them. */
async function answers(port: number): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] })
  try {
    const headers = { 'content-type': 'application/json', connection: 'close' }
    const init = { method: 'POST', headers, body, signal: AbortSignal.timeout(2_000) }
    await (await fetch(`http://127.0.0.1:${port}`, init)).arrayBuffer()
    return true
  } catch {
    return false
  }
}

async function notStarted({ docker, id, node }: Started, exitCode: number): Promise<QuorateError> {
  const container = docker.getContainer(id)
  await unlessDone(container.stop({ t: 0 }))
  const log = await logLines(container, LAST)
  return new QuorateError('NODE_NOT_STARTED', `The node ${node} ended as soon as it started, with ${exitCode}.`, {
    facts: { node, exitCode, log },
    remedy: 'Mend what the end of its log names, and run this again; its container is stopped, its data is kept.',
  })
}
