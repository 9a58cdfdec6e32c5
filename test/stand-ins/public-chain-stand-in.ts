import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Transaction } from 'ethers'

const GWEI = 10n ** 9n
const word = (byte: string) => `0x${byte.repeat(32)}`
const hex = (value: bigint | number) => `0x${value.toString(16)}`

/** What the stand-in says of one method instead of the truth. */
export type Lie = (params: readonly unknown[]) => unknown

/**
 * Stands in for a node of a public chain, one relayer's part of it: a pool that replaces from a tenth more on, and blocks that
 * are made when a test says so. A real node neither lies, nor stops making blocks, nor drops what it mined when it is told to.
 */
export class PublicChainStandIn {
  #server: Server | undefined
  #head = 1
  readonly pool = new Map<number, Transaction>()
  readonly mined: Transaction[] = []
  /** Bytes that the node was given, in order; also what it did not take. */
  readonly given: Transaction[] = []
  /** Of the account before the first transaction that the stand-in sees. */
  first = 0
  balance = 10n ** 18n
  baseFee = GWEI
  suggestedTip = GWEI / 1000n
  /** Of a call with data, and of one without. */
  gas = { call: 60_000n, plain: 21_000n }
  /** Calls with data fail by now. */
  callsFail = false
  /** What is given is forgotten at once. */
  deaf = false
  lies: Readonly<Record<string, Lie>> = {}

  get next(): number {
    return this.first + this.mined.length
  }

  /** A block; it takes what pays its base fee, in the order of nonces. */
  mine(): void {
    this.#head += 1
    for (let at = this.pool.get(this.next); at !== undefined; at = this.pool.get(this.next)) {
      if ((at.maxFeePerGas ?? 0n) < this.baseFee) return
      this.pool.delete(at.nonce)
      this.mined.push(at)
    }
  }

  /** Takes back the newest so many transactions; the pool does not get them back. */
  reorganise(count: number): void {
    this.mined.splice(this.mined.length - count)
  }

  async start(): Promise<string> {
    this.#server = createServer(async (request, response) => {
      const { id, method, params } = JSON.parse(await text(request))
      const lie = this.lies[method]
      const said = lie === undefined ? this.#answer(method, params) : { result: lie(params) }
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...said }))
    })
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    this.#server?.close()
    this.#server?.closeAllConnections()
  }

  #answer(method: string, [what]: readonly [{ data?: string }]): object {
    const failed = { error: { code: 3, message: 'execution reverted', data: '0x' } }
    const plain = (what?.data ?? '0x') === '0x'
    switch (method) {
      case 'eth_blockNumber':
        return { result: hex(this.#head) }
      case 'eth_getBlockByNumber':
        return { result: this.#block() }
      case 'eth_getBalance':
        return { result: hex(this.balance) }
      case 'eth_gasPrice':
        return { result: hex(this.baseFee + this.suggestedTip) }
      case 'eth_maxPriorityFeePerGas':
        return { result: hex(this.suggestedTip) }
      case 'eth_getTransactionCount':
        return { result: hex(this.next) }
      case 'eth_call':
        return this.callsFail && !plain ? failed : { result: '0x' }
      case 'eth_estimateGas':
        return this.callsFail && !plain ? failed : { result: hex(plain ? this.gas.plain : this.gas.call) }
      case 'eth_getTransactionReceipt':
        return { result: this.#receipt(String(what)) }
      case 'eth_sendRawTransaction':
        return this.#take(Transaction.from(String(what)))
      default:
        return { error: { code: -32601, message: `${method} is nothing that the stand-in knows` } }
    }
  }

  #take(transaction: Transaction): object {
    this.given.push(transaction)
    const { nonce, hash } = transaction
    if (this.deaf) return { result: hash }
    if (nonce < this.next) return { error: { code: -32000, message: 'nonce too low' } }
    const before = this.pool.get(nonce)
    const least = (fee: bigint | null | undefined) => ((fee ?? 0n) * 11n + 9n) / 10n
    const dearer =
      (transaction.maxFeePerGas ?? 0n) >= least(before?.maxFeePerGas) &&
      (transaction.maxPriorityFeePerGas ?? 0n) >= least(before?.maxPriorityFeePerGas)
    if (before !== undefined && !dearer) return { error: { code: -32000, message: 'replacement underpriced' } }
    this.pool.set(nonce, transaction)
    return { result: hash }
  }

  #receipt(transactionHash: string): object | null {
    const found = this.mined.find(({ hash }) => hash === transactionHash)
    return found === undefined ? null : receiptOf(transactionHash, found.from ?? '')
  }

  #block(): object {
    return {
      ...{ hash: word('01'), parentHash: word('02'), number: hex(this.#head), timestamp: '0x1', difficulty: '0x0' },
      ...{ nonce: `0x${'00'.repeat(8)}`, gasLimit: '0x1c9c380', gasUsed: '0x0', miner: `0x${'0a'.repeat(20)}` },
      ...{ extraData: '0x', transactions: [], baseFeePerGas: hex(this.baseFee) },
    }
  }
}

/** Of a transaction that did what it was to do. */
export function receiptOf(transactionHash: string, from: string): object {
  return {
    ...{ transactionHash, blockHash: word('01'), blockNumber: '0x1', status: '0x1', from, to: from },
    ...{ index: 0, transactionIndex: '0x0', logs: [], type: '0x2', logsBloom: `0x${'00'.repeat(256)}` },
    ...{ gasUsed: '0x5208', cumulativeGasUsed: '0x5208', effectiveGasPrice: '0x1' },
  }
}
