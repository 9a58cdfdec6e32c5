import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { manifestDigest } from '../../../network/besu/manifest.ts'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { nodeAddress } from '../../../network/ceremony/card.ts'
import type { Hex } from '../../../network/hex.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import { type OpenRolling, openRolling } from '../../../provisioner/maintenance/open-rolling.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import type { ObservedNode, Target } from '../../../provisioner/targets/target.ts'
import { exampleLock, exampleNodes } from '../../behaviours/example-manifests.ts'
import { keyOf } from '../../fixtures/founders.ts'
import { newFolder } from '../home/folders.ts'

/** What a run is killed at: thrown where the kernel would end it. */
export class Killed extends Error {}
type Moment = 'with the lease, before the stop' | 'stopped' | 'started'

interface StandIn {
  readonly name: string
  readonly publicKey: Hex
  digest: Hex | null
  /** Its process runs. */
  up: boolean
  /** It runs and answers nobody. */
  mute: boolean
  /** It runs, and no way to it opens. */
  cutOff: boolean
  server: Server | undefined
}

/**
 * Four validators of which only the contracts are real: they stand on a development chain, and each node is JSON-RPC on
 * loopback that passes on what is asked of the chain, and says of itself and its peers what this network knows.
 */
export class SmallNetwork {
  readonly lock: Lock
  readonly manifests: ReadonlyMap<string, NodeManifest>
  /** How many were down at each moment when one more was taken down. */
  readonly downs: number[] = []
  /** Seconds by which the members' clocks are ahead of the chain. */
  ahead = 0
  #halt: unknown
  /** Every node shows block 0 as its newest. */
  unbegun = false
  /** Seconds that a stop and a start take. */
  pace = 1.5
  killAt: Moment | undefined
  readonly #nodes: ReadonlyMap<string, StandIn>
  readonly #chain: ChildProcess
  readonly #rpc: string

  private constructor(given: { lock: Lock; manifests: readonly NodeManifest[]; chain: ChildProcess; rpc: string }) {
    this.lock = given.lock
    this.manifests = new Map(given.manifests.map((manifest) => [manifest.node, manifest]))
    this.#chain = given.chain
    this.#rpc = given.rpc
    this.#nodes = new Map(
      given.manifests.map(({ node, publicKey }) => {
        return [node, { name: node, publicKey, digest: null, up: false, mute: false, cutOff: false, server: undefined }]
      }),
    )
  }

  static async start(): Promise<SmallNetwork> {
    const lock = await exampleLock()
    const manifests = (await exampleNodes(lock)).map(({ manifest }) => manifest)
    const { chainId, genesis, consortium } = lock.founding
    const file = join(await newFolder(), 'chain.json')
    const options = {
      chainId,
      alloc: genesis.alloc,
      gasLimit: consortium.chain.gasLimit,
      notBefore: consortium.foundedAt,
    }
    writeFileSync(file, JSON.stringify(options))
    const fixture = fileURLToPath(new URL('fixtures/development-chain.ts', import.meta.url))
    const chain = spawn(process.execPath, ['--no-warnings', fixture, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(chain.stdout ?? chain, 'data')) as [Buffer]
    const network = new SmallNetwork({ lock, manifests, chain, rpc: line.toString().trim() })
    for (const manifest of manifests) {
      const node = network.#node(manifest.node)
      node.digest = manifestDigest(manifest)
      await network.#up(node)
    }
    while (Number(await network.chain('eth_blockNumber', [])) < 1) await setTimeout(50)
    return network
  }

  /** From now on every node shows the same block as its newest, as if the chain stood still. */
  async halt(): Promise<void> {
    this.#halt = await this.chain('eth_getBlockByNumber', ['latest', false])
  }

  async end(): Promise<void> {
    for (const node of this.#nodes.values()) await this.#down(node)
    const gone = once(this.#chain, 'exit')
    this.#chain.kill('SIGKILL')
    await gone
  }

  /** The node's manifest with other options, as its operator has changed them. */
  changed(node: string, memoryMiB: number): NodeManifest {
    const manifest = this.manifest(node)
    return { ...manifest, resources: { ...manifest.resources, memoryMiB } }
  }

  manifest(node: string): NodeManifest {
    const manifest = this.manifests.get(node)
    if (manifest === undefined) throw new RangeError(node)
    return manifest
  }

  /** One member's command, begun anew. @param elapsed seconds that pass between two looks, where they are not to be waited for. */
  async member(
    name: string,
    more: { withoutLease?: 'operator' | 'agent' | undefined; elapsed?: number } = {},
  ): Promise<OpenRolling> {
    const journal = await openJournal(join(await newFolder(), `${name}.ndjson`), Date.now)
    const key = keyOf(`${name}/the agent`).privateKey as Hex
    const { elapsed } = more
    let passed = 0
    const clock = () => {
      passed += elapsed ?? 0
      return elapsed === undefined ? performance.now() / 1000 : passed
    }
    return openRolling(
      {
        member: name,
        lock: this.lock,
        target: this.target(name),
        nodes: [...this.manifests.values()].filter(({ member }) => member === name).map(({ node }) => node),
        amendments: [],
        signers: { of: () => new KeystoreSigner(new PrivateKey(key)) },
        key: () => key,
        env: {
          now: () => Math.floor(Date.now() / 1000) + this.ahead,
          elapsed: clock,
          progress: (line) => this.said.push(line),
          signal: new AbortController().signal,
        },
        withoutLease: more.withoutLease,
      },
      journal,
    )
  }

  readonly said: string[] = []

  target(member: string): Target {
    const own = () => [...this.manifests.values()].filter((one) => one.member === member)
    return {
      kind: 'process',
      site: async () => ({ target: 'process' }),
      observe: async () => own().map(({ node }) => this.#observed(this.#node(node))),
      prepare: async () => undefined,
      ensure: (manifest) => this.#replace(manifest),
      restart: (manifest) => this.#replace(manifest),
      remove: async (node) => this.takeDown(node),
      erase: async (node) => this.takeDown(node),
      logs: async () => [],
    }
  }

  /** As a power cut would. */
  async takeDown(node: string): Promise<void> {
    await this.#down(this.#node(node))
  }

  async bringUp(node: string): Promise<void> {
    await this.#up(this.#node(node))
  }

  mute(node: string, mute: boolean): void {
    this.#node(node).mute = mute
  }

  cutOff(node: string, cutOff: boolean): void {
    this.#node(node).cutOff = cutOff
  }

  digestOf(node: string): Hex | null {
    const { up, digest } = this.#node(node)
    return up ? digest : null
  }

  /** A call of the node registry by anyone, key or no key: the development chain asks for none. */
  async call(from: string, name: string, ...given: readonly unknown[]): Promise<void> {
    await this.chain('hardhat_impersonateAccount', [from])
    const data = interfaceOf('NodeRegistry').encodeFunctionData(name, given)
    const sent = { from, to: predeploys.NodeRegistry, data, gas: '0x989680', gasPrice: '0x0' }
    const hash = await this.chain('eth_sendTransaction', [sent])
    const receipt = (await this.chain('eth_getTransactionReceipt', [hash])) as { status: string }
    if (receipt.status !== '0x1') throw new Error(`${name} reverted`)
  }

  /** Names of the lease's events, with the node's. */
  async leases(): Promise<string[]> {
    const nodes = interfaceOf('NodeRegistry')
    const filter = { address: predeploys.NodeRegistry, fromBlock: '0x0' }
    const logs = (await this.chain('eth_getLogs', [filter])) as { topics: string[]; data: string }[]
    const byAddress = new Map([...this.manifests.values()].map(({ node, address }) => [address as string, node]))
    return logs.flatMap((log) => {
      const event = nodes.parseLog(log)
      if (event?.name.startsWith('Lease') !== true) return []
      return [`${event.name} ${byAddress.get(String(event.args['node']).toLowerCase())}`]
    })
  }

  async chain(method: string, params: readonly unknown[]): Promise<unknown> {
    const { result, error } = await this.#pass({ method, params })
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`)
    return result
  }

  #node(name: string): StandIn {
    const node = this.#nodes.get(name)
    if (node === undefined) throw new RangeError(name)
    return node
  }

  #observed({ name, digest, up, cutOff }: StandIn): ObservedNode {
    const rpc = up && !cutOff ? `http://127.0.0.1:${this.manifest(name).ports.rpc}` : null
    return { node: name, digest, state: up ? 'running' : 'stopped', rpc, since: null }
  }

  async #replace(manifest: NodeManifest): Promise<void> {
    const node = this.#node(manifest.node)
    const digest = manifestDigest(manifest)
    if (node.up && node.digest === digest) return
    if (this.#dies('with the lease, before the stop')) throw new Killed()
    if (node.up) await this.#down(node)
    if (this.#dies('stopped')) throw new Killed()
    await setTimeout(this.pace * 1000)
    node.digest = digest
    await this.#up(node)
    if (this.#dies('started')) throw new Killed()
  }

  #dies(moment: Moment): boolean {
    if (this.killAt !== moment) return false
    this.killAt = undefined
    return true
  }

  async #down(node: StandIn): Promise<void> {
    if (!node.up) return
    node.up = false
    this.downs.push([...this.#nodes.values()].filter(({ up }) => !up).length)
    node.server?.closeAllConnections()
    await new Promise((closed) => node.server?.close(closed))
  }

  async #up(node: StandIn): Promise<void> {
    node.server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk) => {
        text += chunk
      })
      request.on('end', async () => {
        if (node.mute || !node.up) return void request.socket.destroy()
        const asked = JSON.parse(text) as Asked | Asked[]
        const answers = Array.isArray(asked)
          ? await Promise.all(asked.map((one) => this.#answer(node, one)))
          : await this.#answer(node, asked)
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(answers))
      })
    }).listen(this.manifest(node.name).ports.rpc, '127.0.0.1')
    await once(node.server, 'listening')
    const { port } = node.server.address() as AddressInfo
    if (port !== this.manifest(node.name).ports.rpc) throw new Error('another port')
    node.up = true
  }

  async #answer(node: StandIn, { id, method, params = [] }: Asked): Promise<object> {
    const known = this.#known(node, method)
    if (known !== undefined) return { jsonrpc: '2.0', id, result: known }
    const latest = method === 'eth_getBlockByNumber' && params[0] === 'latest'
    if (latest && this.#halt !== undefined) return { jsonrpc: '2.0', id, result: this.#halt }
    const first = method === 'eth_getBlockByNumber' && (params[0] === '0x0' || this.unbegun)
    const passed = await this.#pass({ method, params: first ? ['0x0', false] : params })
    const block = first ? { result: { ...(passed.result as object), hash: this.lock.founding.genesisHash } } : {}
    return { jsonrpc: '2.0', id, ...passed, ...block }
  }

  #known({ publicKey }: StandIn, method: string): unknown {
    const all = [...this.#nodes.values()]
    switch (method) {
      case 'eth_syncing':
        return false
      case 'admin_nodeInfo':
        return { id: publicKey.slice(2) }
      case 'admin_peers':
        return all
          .filter((one) => one.up && one.publicKey !== publicKey)
          .map((one) => ({
            id: one.publicKey,
            network: { remoteAddress: '127.0.0.1:1', inbound: true },
            protocols: { eth: { latestBlock: 0 } },
          }))
      case 'perm_getNodesAllowlist':
      case 'perm_getAccountsAllowlist':
        return []
      case 'qbft_getPendingVotes':
        return {}
      case 'qbft_getValidatorsByBlockNumber':
        return all.map((one) => nodeAddress(one.publicKey))
      case 'qbft_getSignerMetrics': {
        const lastProposedBlockNumber = '0xfffffffffff'
        return all.map((one) => ({
          address: nodeAddress(one.publicKey),
          proposedBlockCount: '0x1',
          lastProposedBlockNumber,
        }))
      }
      default:
        return undefined
    }
  }

  async #pass({ method, params }: Pick<Asked, 'method' | 'params'>): Promise<{ result?: unknown; error?: unknown }> {
    const response = await fetch(this.#rpc, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    const { result, error } = (await response.json()) as { result?: unknown; error?: unknown }
    return error === undefined ? { result } : { error }
  }
}

interface Asked {
  readonly id: number
  readonly method: string
  readonly params?: readonly unknown[]
}
