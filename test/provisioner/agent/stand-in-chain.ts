import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from '@jest/globals'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { organisationId } from '../../../network/slug.ts'
import type { GenesisChain } from '../../fixtures/genesis-chain.ts'

interface Asked {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}

interface Filter {
  readonly fromBlock: string
  readonly toBlock: string
  readonly topics?: readonly (string | readonly string[] | null)[]
  readonly address?: string | readonly string[]
}

const ZEROS = `0x${'00'.repeat(32)}`
/** Where a log stands in its block: nothing here depends on it. */
const PLACE = { blockHash: ZEROS, transactionHash: ZEROS, transactionIndex: '0x0', logIndex: '0x0', removed: false }

/** Blocks that Besu gives the logs of where its configuration says nothing else, and how it refuses more. */
const LIMIT = 5_000
const TOO_WIDE = { code: -32_005, message: 'Requested range exceeds maximum RPC range limit' }

const closing: (() => void)[] = []
afterAll(() => {
  for (const close of closing.splice(0)) close()
})

/** A stand-in for an own node: the contracts of genesis behind JSON-RPC, with logs as a test puts them. No blocks are made. */
export async function standInChain(chain: Pick<GenesisChain, 'call'> & Partial<Pick<GenesisChain, 'stored'>>) {
  const node = {
    rpc: '',
    height: 1,
    chainId: 0,
    /** Of block 0, and of the others. */
    genesisHash: ZEROS,
    /** Unix seconds of block 0; the others come a second apart. */
    begunAt: 1_800_000_000,
    logs: [] as { block: number; address: string; topics: readonly string[]; data: string }[],
    asked: [] as Asked[],
    tokens: new Set<string | undefined>(),
  }
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', async () => {
      const asked = JSON.parse(text) as Asked
      node.asked.push(asked)
      node.tokens.add(request.headers.authorization)
      response.setHeader('content-type', 'application/json')
      const answered = isTooWide(asked) ? { error: TOO_WIDE } : { result: await answer(asked) }
      response.end(JSON.stringify({ jsonrpc: '2.0', id: asked.id, ...answered }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  node.rpc = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function isTooWide({ method, params }: Asked): boolean {
    if (method !== 'eth_getLogs') return false
    const [{ fromBlock, toBlock }] = params as [Filter]
    return (toBlock === 'latest' ? node.height : Number(toBlock)) - Number(fromBlock) > LIMIT
  }

  async function answer({ method, params }: Asked): Promise<unknown> {
    if (method === 'eth_call') {
      const [{ to, data }] = params as [{ to: string; data: string }]
      return (await chain.call(to, data)).returned
    }
    if (method === 'eth_getStorageAt' && chain.stored !== undefined) {
      return chain.stored(String(params[0]), String(params[1]))
    }
    if (method === 'eth_chainId') return `0x${node.chainId.toString(16)}`
    if (method === 'eth_getBlockByNumber') return blockOf(node, params[0] === '0x0' ? 0 : node.height)
    if (method === 'eth_blockNumber') return `0x${node.height.toString(16)}`
    if (method !== 'eth_getLogs') throw new Error(`not asked of a stand-in: ${method}`)
    const [{ fromBlock, toBlock, topics, address }] = params as [Filter]
    const last = toBlock === 'latest' ? node.height : Number(toBlock)
    return node.logs
      .filter(({ block }) => block >= Number(fromBlock) && block <= last)
      .filter(
        (log) =>
          topics === undefined ||
          topics.every((topic, i) => topic === null || [topic].flat().includes(log.topics[i] ?? '')),
      )
      .filter((log) => address === undefined || [address].flat().some((one) => one.toLowerCase() === log.address))
      .map(({ block, ...log }) => ({ ...log, ...PLACE, blockNumber: `0x${block.toString(16)}` }))
  }
  return node
}

/** The log of an announcement, as the contract makes it. */
export function announcement(block: number, member: string, record: unknown) {
  const bytes = new TextEncoder().encode(JSON.stringify(record))
  const abi = interfaceOf('NodeRegistry')
  const { topics, data } = abi.encodeEventLog('EndpointsAnnounced', [organisationId(member), bytes])
  return { block, address: predeploys.NodeRegistry, topics: topics.map(String), data }
}

function blockOf({ genesisHash, begunAt }: { genesisHash: string; begunAt: number }, height: number) {
  const zeros = (bytes: number) => `0x${'00'.repeat(bytes)}`
  return {
    number: `0x${height.toString(16)}`,
    timestamp: `0x${(begunAt + height).toString(16)}`,
    hash: height === 0 ? genesisHash : zeros(32),
    parentHash: zeros(32),
    nonce: zeros(8),
    difficulty: '0x0',
    gasLimit: '0x1',
    gasUsed: '0x0',
    miner: zeros(20),
    extraData: '0x',
    transactions: [],
  }
}
