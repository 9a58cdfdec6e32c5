import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'
import { afterAll } from '@jest/globals'

const servers: Server[] = []

afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const hashed = (...parts: unknown[]) => `0x${createHash('sha256').update(parts.join('/')).digest('hex')}`
const zeros = (bytes: number) => `0x${'00'.repeat(bytes)}`

/** A stand-in for a node: JSON-RPC on loopback, of blocks that follow from a seed. Nothing runs behind it. */
export interface StandIn {
  readonly rpc: string
  /** What the chain is, and how high; both may be changed as it runs. */
  seed: string
  height: number
  /** Refuses every call for a block while it is set. */
  down: boolean
  /** Numbers of the blocks that were asked for. */
  readonly asked: number[]
}

export async function standInNode(seed: string, height: number): Promise<StandIn> {
  const asked: number[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answer(node, JSON.parse(text))))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const node: StandIn = {
    rpc: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seed,
    height,
    down: false,
    asked,
  }
  return node
}

export function blockHashOf(seed: string, number: number): string {
  return hashed(seed, 'block', number)
}

interface Asked {
  readonly id: number
  readonly method: string
  readonly params: readonly [string?]
}

function answer(node: StandIn, { id, method, params }: Asked) {
  if (method === 'eth_chainId') return { jsonrpc: '2.0', id, result: '0x1' }
  if (method !== 'eth_getBlockByNumber' || node.down) {
    return { jsonrpc: '2.0', id, error: { code: -32000, message: 'the stand-in is down' } }
  }
  const number = Number(params[0])
  node.asked.push(number)
  return { jsonrpc: '2.0', id, result: number <= node.height ? block(node.seed, number) : null }
}

function block(seed: string, number: number) {
  return {
    number: `0x${number.toString(16)}`,
    hash: blockHashOf(seed, number),
    parentHash: blockHashOf(seed, number - 1),
    stateRoot: hashed(seed, 'state', number),
    receiptsRoot: zeros(32),
    timestamp: `0x${(1_788_220_800 + number).toString(16)}`,
    nonce: zeros(8),
    difficulty: '0x0',
    gasLimit: '0x1',
    gasUsed: '0x0',
    miner: zeros(20),
    extraData: '0x',
    baseFeePerGas: '0x0',
    transactions: [],
  }
}
