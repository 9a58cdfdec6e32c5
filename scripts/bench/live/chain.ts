import { setTimeout } from 'node:timers/promises'

const POLL = 100

/** The newest block that answers anywhere; -1 where nothing does yet. */
export async function heightAt(rpcs: readonly string[]): Promise<number> {
  const heights = await Promise.all(rpcs.map((rpc) => blockNumber(rpc).catch(() => -1)))
  return Math.max(-1, ...heights)
}

/** Seconds until something is so. @throws where it is not within so many. */
export async function secondsUntil(so: () => Promise<boolean>, most: number): Promise<number> {
  const began = performance.now()
  const passed = () => (performance.now() - began) / 1000
  while (!(await so().catch(() => false))) {
    if (passed() > most) throw new Error(`not within ${most} s: ${so}`)
    await setTimeout(POLL)
  }
  return passed()
}

export async function call<T>(rpc: string, method: string, params: readonly unknown[] = []): Promise<T> {
  const response = await fetch(rpc, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(5_000),
  })
  const { result } = (await response.json()) as { result?: T }
  if (result === undefined) throw new Error(`${rpc} does not answer ${method}`)
  return result
}

async function blockNumber(rpc: string): Promise<number> {
  return Number(await call<string>(rpc, 'eth_blockNumber'))
}
