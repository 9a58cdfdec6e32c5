import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { connectOwn } from '../../../provisioner/chain/connect-own.ts'
import type { Location } from '../../../provisioner/chain/location.ts'
import type { Environment } from '../../../provisioner/environment.ts'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { processTarget } from '../../../provisioner/targets/process/process-target.ts'
import { exampleLock } from '../../behaviours/example-manifests.ts'
import { exampleHome } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'
import { exampleNode, standIn, variables } from '../targets/process/setup.ts'

const lock = await exampleLock()
const env = { variables } as unknown as Environment
const ends: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const end of ends) await end()
})

/** Answers with the chain id of this network, and as block 0 with one of this hash. */
async function node(hash: string): Promise<string> {
  const server: Server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const { id, method } = JSON.parse(text)
      const result = method === 'eth_chainId' ? `0x${lock.founding.chainId.toString(16)}` : block(hash)
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result }))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  ends.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const word = `0x${'00'.repeat(32)}`
const block = (hash: string) => ({
  ...{ number: '0x0', hash, parentHash: word, timestamp: '0x1', nonce: '0x0000000000000000', difficulty: '0x1' },
  ...{ gasLimit: '0x1', gasUsed: '0x0', miner: `0x${'00'.repeat(20)}`, extraData: '0x', transactions: [] },
})

const at = (rpc: string): Location => ({ target: 'process', rpc, publicChains: {}, lock })

describe('the network of a home', () => {
  it('is known by block 0: another one of the same chain id may have its port by now', async () => {
    const dir = await newFolder()
    const provider = await connectOwn(at(await node(lock.founding.genesisHash)), dir, env)
    provider.destroy()
    const other = await node(`0x${'77'.repeat(32)}`)
    await expect(connectOwn(at(other), dir, env)).rejects.toMatchObject({
      code: 'NETWORK_OTHER',
      facts: { rpc: other, expected: lock.founding.genesisHash },
    })
  })

  it('answers at another own node while the first is down', async () => {
    const { contents } = await exampleHome()
    const nodes = [...contents.nodes, { name: 'hospital-north-2', duty: 'observer' as const }]
    const { dir } = await createHome(join(await newFolder(), 'home'), { ...contents, nodes })
    const { manifest, key } = await exampleNode()
    const target = processTarget({ dir, besu: { bin: standIn }, env: { variables } })
    ends.push(() => target.erase(manifest.node))
    await target.ensure(manifest, { key: () => key, progress: () => {}, signal: new AbortController().signal })
    const provider = await connectOwn(at('http://127.0.0.1:1'), dir, env)
    expect((await provider.getBlock(0))?.hash).toBe(lock.founding.genesisHash)
    provider.destroy()
  }, 60_000)
})
