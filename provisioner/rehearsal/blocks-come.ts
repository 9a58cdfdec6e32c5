import { setTimeout } from 'node:timers/promises'
import { ask } from '../besu-rpc/json-rpc.ts'
import type { Environment } from '../environment.ts'

/** Seconds: who waits longer needs the agents to help. */
const PATIENCE = 15
/** Milliseconds. */
const POLL = 250

/** Until one of these nodes has a block that is made from now on, or for as long as validators that begin may need. */
export async function untilBlocksCome(env: Environment, rpcs: readonly string[]): Promise<void> {
  const [since, deadline] = [env.now(), env.elapsed() + PATIENCE]
  while (env.elapsed() < deadline) {
    const newest = await Promise.all(rpcs.map(timeOfHead))
    if (newest.some((time) => time >= since)) return
    await setTimeout(POLL, undefined, { signal: env.signal })
  }
}

/** Unix seconds; 0 where nobody answers. */
async function timeOfHead(rpc: string): Promise<number> {
  const head = ask(rpc, { method: 'eth_getBlockByNumber', params: ['latest', false] })
  return head.then((block) => Number((block as { timestamp?: unknown } | null)?.timestamp ?? 0)).catch(() => 0)
}
