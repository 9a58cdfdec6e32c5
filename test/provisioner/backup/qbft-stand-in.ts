import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RLP } from '@ethereumjs/rlp'
import { afterAll } from '@jest/globals'
import { keccak256, type SigningKey, toUtf8Bytes } from 'ethers'
import { fromHex, type Hex, toHex } from '../../../network/hex.ts'
import { addressOf } from '../../fixtures/founders.ts'

const servers: Server[] = []

afterAll(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A stand-in for a node of a QBFT network: JSON-RPC on loopback, blocks with real seals by test keys, and nothing behind it. */
export interface QbftStandIn {
  readonly rpc: string
  /** What block 0 is. */
  genesisHash: Hex
  height: number
  /** Unix seconds of the newest block. */
  time: number
  /** Who proposes and seals a block; the rest of the set is silent. */
  makers(number: number): readonly SigningKey[]
  /** Blocks of which no quorum's seals are shown. */
  bare: boolean
}

export async function qbftStandIn(
  set: readonly SigningKey[],
  given: Pick<QbftStandIn, 'genesisHash' | 'height' | 'time'> & { readonly chainId: number },
): Promise<QbftStandIn> {
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const { id, method, params } = JSON.parse(text)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ jsonrpc: '2.0', id, result: result(method, params) }))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const rpc = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const node: QbftStandIn = { ...given, rpc, makers: () => set, bare: false }
  const result = (method: string, params: readonly unknown[]) => {
    if (method === 'eth_chainId') return hex(given.chainId)
    if (method === 'eth_blockNumber') return hex(node.height)
    const number = Number(params[0])
    return method === 'eth_getBlockByNumber' && number <= node.height ? blockOf(node, set, number) : null
  }
  return node
}

const hex = (value: number) => `0x${value.toString(16)}`
const zeros = (bytes: number) => `0x${'00'.repeat(bytes)}`

function blockOf(node: QbftStandIn, set: readonly SigningKey[], number: number) {
  const makers = node.makers(number)
  const hash = number === 0 ? node.genesisHash : (keccak256(toUtf8Bytes(`block ${number}`)) as Hex)
  const seals = node.bare ? [] : makers.map((key) => sealBy(key, hash))
  const validators = set.map((key) => fromHex(addressOf(key).toLowerCase()))
  const proposer = makers[number % makers.length]
  return {
    number: hex(number),
    hash,
    parentHash: zeros(32),
    timestamp: hex(node.time - 2 * (node.height - number)),
    miner: proposer === undefined ? zeros(20) : addressOf(proposer).toLowerCase(),
    extraData: toHex(RLP.encode([new Uint8Array(32), validators, [], new Uint8Array(), seals])),
    nonce: zeros(8),
    difficulty: '0x1',
    gasLimit: '0x1',
    gasUsed: '0x0',
    baseFeePerGas: '0x0',
    transactions: [],
  }
}

/** r ‖ s ‖ v with v 0 or 1, as Besu writes it. */
function sealBy(key: SigningKey, hash: Hex): Uint8Array {
  const seal = fromHex(key.sign(hash).serialized)
  seal[64] = (seal[64] ?? 27) - 27
  return seal
}
