import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { newFolder } from '../provisioner/home/folders.ts'

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
  const [code = null] = await askedInTurn([body], question, seconds)
  return code
}

/** One pod's answers, one after the other, to the same question. */
async function askedInTurn(bodies: readonly (string | undefined)[], question: string, seconds: number) {
  const left = [...bodies]
  const server = createServer((_, response) => response.end(left.shift())).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  if (bodies.includes(undefined)) server.close()
  const env = { ...process.env, TMPDIR: await newFolder() }
  const typed = [script, '127.0.0.1', String(port), question, String(seconds)]
  const codes: (number | null)[] = []
  for (const _ of bodies) {
    const [code] = (await once(spawn('bash', typed, { stdio: 'ignore', env }), 'exit')) as [number | null]
    codes.push(code)
  }
  server.close()
  return codes
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

  it('lets a node catch up that began long ago, and not one that stands still', async () => {
    const at = (height: number) => metrics(now() - 4000, height, now() - 4000)
    expect(await askedInTurn([at(10), at(11), at(11), at(30)], 'alive', 600)).toEqual([1, 0, 1, 0])
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
