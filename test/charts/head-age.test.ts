import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'

const script = fileURLToPath(new URL('../../charts/quorate-member/files/head-age.sh', import.meta.url))
const now = () => Math.floor(Date.now() / 1000)

/** Metrics as Besu writes them: comments, floating point, other names around. */
const metrics = (
  head: number,
  height: number,
  started: number,
) => `# HELP besu_blockchain_chain_head_timestamp Timestamp
# TYPE besu_blockchain_chain_head_timestamp gauge
besu_blockchain_chain_head_timestamp ${(head / 1e9).toString()}E9
besu_blockchain_chain_head_transaction_count 0.0
# TYPE ethereum_blockchain_height gauge
ethereum_blockchain_height ${height}.0
process_start_time_seconds ${(started / 1e9).toString()}E9
`

async function asked(body: string | undefined, question: string, seconds: number): Promise<number | null> {
  const server = createServer((_, response) => response.end(body)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  if (body === undefined) server.close()
  const child = spawn('bash', [script, '127.0.0.1', String(port), question, String(seconds)], { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  server.close()
  return code
}

describe('head-age.sh', () => {
  it('calls a node ready while its head is young, and not when it is old', async () => {
    expect(await asked(metrics(now() - 3, 10, now() - 9), 'ready', 12)).toBe(0)
    expect(await asked(metrics(now() - 30, 10, now() - 9), 'ready', 12)).toBe(1)
  })

  it('calls a node alive though the chain stands still, until both head and process are too old', async () => {
    expect(await asked(metrics(now() - 300, 10, now() - 4000), 'alive', 600)).toBe(0)
    expect(await asked(metrics(now() - 4000, 10, now() - 300), 'alive', 600)).toBe(0)
    expect(await asked(metrics(now() - 4000, 10, now() - 4000), 'alive', 600)).toBe(1)
  })

  it('lets a chain that has not begun wait for its other members', async () => {
    expect(await asked(metrics(now() - 90_000, 0, now() - 4000), 'alive', 600)).toBe(0)
    expect(await asked(metrics(now() - 90_000, 0, now() - 4000), 'ready', 12)).toBe(1)
  })

  it('fails where nothing answers, or the answer has no head', async () => {
    for (const question of ['ready', 'alive']) {
      expect(await asked(undefined, question, 600)).not.toBe(0)
      expect(await asked('up 1\n', question, 600)).toBe(1)
      expect(await asked('', question, 600)).toBe(1)
    }
  })

  it('knows no other question', async () => {
    expect(await asked(metrics(now(), 10, now()), 'well', 600)).toBe(2)
  })
})
