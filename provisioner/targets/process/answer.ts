import { setTimeout } from 'node:timers/promises'

/** Whether the node's JSON-RPC answers, whatever it says. */
export async function answers(rpc: string): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'net_version', params: [] })
  try {
    const response = await fetch(rpc, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(2_000),
    })
    await response.body?.cancel()
    return response.status < 500
  } catch {
    return false
  }
}

export interface Waiting {
  /** Says why it is of no use to wait any longer. */
  readonly over: () => Promise<string | undefined>
  readonly milliseconds: number
  readonly signal: AbortSignal
}

/** @returns why it never answered; undefined when it does. */
export async function untilItAnswers(
  rpc: string,
  { over, milliseconds, signal }: Waiting,
): Promise<string | undefined> {
  const end = performance.now() + milliseconds
  while (!(await answers(rpc))) {
    const why = await over()
    if (why !== undefined) return why
    if (performance.now() > end) return `its RPC did not answer within ${milliseconds / 1000} s`
    await setTimeout(100, undefined, { signal })
  }
  return undefined
}
