import { fileURLToPath } from 'node:url'
import type { GenesisFile } from '../../../network/genesis/genesis-file.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import { refuseTakenPort } from './free-port.ts'

export interface DevelopmentChainOptions {
  readonly chainId: number
  /** Address that it listens on; loopback where not given. */
  readonly host?: string | undefined
  readonly port: number
  readonly blockSeconds: number
  /** State that stands from the first block on. */
  readonly alloc?: GenesisFile['alloc']
  readonly gasLimit?: number
  /** Unix seconds before which no block may be. */
  readonly notBefore?: number
}

export interface DevelopmentChain {
  /** Where it answers this machine. */
  readonly rpc: string
  close(): Promise<void>
}

/**
 * A chain in this process: no consensus, no seals, and nothing kept when it stops. Answers JSON-RPC on loopback, unless told
 * otherwise: whoever reaches it may do anything with it.
 * @throws QuorateError PORT_IN_USE, PORT_REFUSED, HARDHAT_ABSENT
 */
export async function startDevelopmentChain(options: DevelopmentChainOptions): Promise<DevelopmentChain> {
  const host = options.host ?? '127.0.0.1'
  await refuseTakenPort(options.port, host)
  const hre = await createRuntime(options)
  const server = await hre.network.createServer('chain', host, options.port)
  const { port } = await server.listen()
  const rpc = `http://${reached(host)}:${port}`
  try {
    await putState(rpc, options)
    await call(rpc, 'evm_setIntervalMining', [options.blockSeconds * 1000])
  } catch (error) {
    // While it listens the process would not end.
    await server.close()
    throw error
  }
  return { rpc, close: () => server.close() }
}

/** An address at which what listens on `host` answers this machine. */
function reached(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

async function createRuntime({ chainId, gasLimit, notBefore = 0 }: DevelopmentChainOptions) {
  const { createHardhatRuntimeEnvironment } = await loadHardhat()
  const config: Parameters<typeof createHardhatRuntimeEnvironment>[0] = {
    networks: {
      chain: {
        type: 'edr-simulated',
        chainType: 'l1',
        chainId,
        hardfork: 'osaka',
        // A block for every transaction, and one for every second: nobody waits, and the clock goes on.
        mining: { auto: true, interval: 0 },
        throwOnTransactionFailures: false,
        initialBaseFeePerGas: 0,
        gasPrice: 0,
        initialDate: new Date(Math.max(Date.now(), notBefore * 1000)),
        ...(gasLimit === undefined ? {} : { blockGasLimit: BigInt(gasLimit), accounts: [] }),
      },
    },
  }
  // Hardhat wants a package as its project: this one, wherever the command was started.
  return createHardhatRuntimeEnvironment(config, {}, fileURLToPath(new URL('.', import.meta.url)))
}

async function loadHardhat(): Promise<typeof import('hardhat/hre')> {
  try {
    return await import('hardhat/hre')
  } catch (cause) {
    throw new QuorateError('HARDHAT_ABSENT', 'The embedded target needs hardhat, and it cannot be loaded.', {
      facts: { node: process.version },
      remedy: 'Install hardhat 3.17.0 beside quorate, under Node 22.13 or later.',
      cause,
    })
  }
}

/** Code and storage of genesis, put in place before the first block. */
async function putState(rpc: string, { alloc = {} }: DevelopmentChainOptions): Promise<void> {
  for (const [address, { code, storage, nonce }] of Object.entries(alloc)) {
    await call(rpc, 'hardhat_setCode', [address, code ?? '0x'])
    if (nonce !== undefined) await call(rpc, 'hardhat_setNonce', [address, nonce])
    const slots = Object.entries(storage ?? {})
    await Promise.all(
      slots.map(([slot, value]) =>
        call(rpc, 'hardhat_setStorageAt', [address, `0x${BigInt(slot).toString(16)}`, value]),
      ),
    )
  }
}

async function call(rpc: string, method: string, params: readonly unknown[]): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(rpc, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } }
  if (error !== undefined) throw new Error(`${method}: ${error.message}`)
  return result
}
