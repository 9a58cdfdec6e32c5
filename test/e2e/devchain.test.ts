import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it } from '@jest/globals'
import { connect } from '../../provisioner/chain/connect.ts'
import { endOf, start } from './cli.ts'

const CHAIN = 31_338

let chain: ChildProcess | undefined

afterEach(async () => {
  if (chain === undefined) return
  chain.kill('SIGKILL')
  await endOf(chain)
})

/** Host of the address that it says it answers at, once it has answered there. */
async function answersAt(host: string): Promise<string> {
  chain = start(['devchain', '--public', String(CHAIN), '--host', host])
  const lines = createInterface({ input: chain.stdout ?? process.stdin })
  const [line] = (await once(lines, 'line', { signal: AbortSignal.timeout(30_000) })) as [string]
  const { hostname, href } = new URL(/http:\S+(?=:)/.exec(line)?.[0] ?? '')
  const provider = await connect(href, CHAIN)
  provider.destroy()
  return hostname
}

describe('quorate devchain', () => {
  it('answers where it was told to listen, be that another address than the first of loopback', async () => {
    expect(await answersAt('127.0.0.2')).toBe('127.0.0.2')
  }, 60_000)

  it('names an address that can be called where it listens on all', async () => {
    expect(await answersAt('0.0.0.0')).toBe('127.0.0.1')
  }, 60_000)
})
