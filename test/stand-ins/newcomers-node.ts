import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { FetchRequest, Transaction } from 'ethers'
import { NodeProvider } from '../../provisioner/chain/node-provider.ts'

/**
 * A stand-in for the node of a member that the others may not have let in yet. As a Besu does, it tells its peers of a
 * transaction once, when it is new to it. It makes no block itself; others do, and take the first of a nonce that they are told
 * of after they let its account in.
 */
export class NewcomersNode {
  /** Whether its peers' lists have the account by now. */
  letIn = false
  /** Every transaction that it was given, in order. */
  readonly given: string[] = []
  /** Hashes that blocks hold. */
  readonly mined: string[] = []
  /** What it was asked, each method as often as it was. */
  readonly asked: string[] = []
  readonly provider: NodeProvider
  readonly #server: Server
  readonly #height: () => number

  private constructor(server: Server, { chainId, height }: { chainId: number; height: () => number }) {
    this.#server = server
    this.#height = height
    const { port } = server.address() as AddressInfo
    this.provider = new NodeProvider(new FetchRequest(`http://127.0.0.1:${port}`), chainId)
  }

  /** @param height the newest block, asked each time. */
  static async start(given: { chainId: number; height: () => number }): Promise<NewcomersNode> {
    let node: NewcomersNode | undefined
    const server = createServer(async (request, response) => {
      const { id, method, params } = JSON.parse(await text(request)) as { id: number; method: string; params: string[] }
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...node?.answer(method, params[0] ?? '') }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    node = new NewcomersNode(server, given)
    return node
  }

  stop(): void {
    this.provider.destroy()
    this.#server.close()
    this.#server.closeAllConnections()
  }

  answer(method: string, param: string): object {
    this.asked.push(method)
    if (method === 'eth_blockNumber') return { result: `0x${this.#height().toString(16)}` }
    if (method === 'eth_estimateGas') return { result: '0x5208' }
    if (method === 'eth_getTransactionCount') return { result: `0x${this.mined.length.toString(16)}` }
    if (method === 'eth_getTransactionReceipt') return { result: this.mined.includes(param) ? receiptOf(param) : null }
    const isNew = !this.given.includes(param)
    this.given.push(param)
    if (!isNew) return { error: { code: -32000, message: 'Known transaction' } }
    const { hash, nonce } = Transaction.from(param)
    if (this.letIn && nonce === this.mined.length) this.mined.push(hash ?? '')
    return { result: hash }
  }
}

function receiptOf(transactionHash: string): object {
  const nobody = `0x${'00'.repeat(20)}`
  return {
    ...{ transactionHash, blockHash: transactionHash, blockNumber: '0x1', status: '0x1', from: nobody, to: nobody },
    ...{ index: 0, transactionIndex: '0x0', logs: [], type: '0x0', logsBloom: `0x${'00'.repeat(256)}` },
    ...{ gasUsed: '0x5208', cumulativeGasUsed: '0x5208', effectiveGasPrice: '0x0' },
  }
}
