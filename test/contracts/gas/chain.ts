import { createHardhatRuntimeEnvironment } from 'hardhat/hre'

/** A development chain of this process that seals a block per transaction, under Osaka. */
export interface Chain {
  ask(method: string, params: readonly unknown[]): Promise<unknown>
  /** Gas a whole transaction used; throws what it reverted with. Any address may be the sender. */
  gasOf(transaction: { from: string; to: string; data: string }): Promise<number>
  /** The steps of the last transaction. */
  steps(): Promise<readonly Step[]>
  /** Moves the clock of the next block. */
  pass(seconds: number): Promise<void>
}

/** A step of a trace, as debug_traceTransaction gives it: gas before it, and what it costs, what a call passes on included. */
export interface Step {
  readonly op: string
  readonly gas: number
  readonly gasCost: number
  readonly depth: number
  readonly stack: readonly string[]
  readonly refund?: number
}

/** Past every rule of these measurements, so that no date of today enters them. */
const STARTED_AT = '2100-01-01T00:00:00Z'

export async function startChain(chainId: number): Promise<Chain> {
  const network = {
    type: 'edr-simulated' as const,
    chainType: 'l1' as const,
    hardfork: 'osaka',
    chainId,
    initialBaseFeePerGas: 0,
    allowBlocksWithSameTimestamp: true,
    initialDate: new Date(STARTED_AT),
  }
  const hre = await createHardhatRuntimeEnvironment({ networks: { chain: network } })
  const { provider } = await hre.network.create('chain')
  const ask = (method: string, params: readonly unknown[]) => provider.request({ method, params: [...params] })
  // The machine's clock would move digests, signatures and so zero bytes of calldata: a second passes per block instead.
  let now = Date.parse(STARTED_AT) / 1000
  return {
    ask,
    async gasOf(transaction) {
      now += 1
      await ask('evm_setNextBlockTimestamp', [now])
      return gasOf(ask, transaction)
    },
    async steps() {
      const { transactions } = (await ask('eth_getBlockByNumber', ['latest', false])) as { transactions: string[] }
      const options = { disableMemory: true, disableStorage: true }
      const trace = await ask('debug_traceTransaction', [transactions[0], options])
      return (trace as { structLogs: readonly Step[] }).structLogs
    },
    async pass(seconds) {
      now += seconds
    },
  }
}

async function gasOf(ask: Chain['ask'], transaction: { from: string; to: string; data: string }): Promise<number> {
  await ask('hardhat_impersonateAccount', [transaction.from])
  const hash = await ask('eth_sendTransaction', [{ ...transaction, gas: '0xf00000', gasPrice: '0x0' }])
  const receipt = (await ask('eth_getTransactionReceipt', [hash])) as { gasUsed: string; status: string }
  if (receipt.status !== '0x1') throw new Error(`reverted: ${hash}`)
  return Number(receipt.gasUsed)
}
