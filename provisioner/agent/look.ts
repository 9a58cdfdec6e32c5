import type { JsonRpcProvider } from 'ethers'
import type { Finding } from '../../network/agent/action.ts'
import { silent } from '../../network/agent/findings.ts'
import type { NodeFacts } from '../../network/agent/node-facts.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { agentPermissions, type BesuNode, besuNode } from '../besu-rpc/besu-node.ts'
import type { JwtKey } from '../besu-rpc/jwt.ts'
import { authorisedProvider } from '../besu-rpc/provider.ts'
import type { OwnNode, OwnNodes } from './own-nodes.ts'
import { SeenSince } from './seen-since.ts'

/** How long a token lives, in seconds. */
const LIFE = 30

/** What own nodes answered. */
export interface Look {
  readonly nodes: readonly NodeFacts[]
  readonly since: ReadonlyMap<string, number>
  /** Own nodes that do not run. */
  readonly down: ReadonlySet<string>
  readonly findings: readonly Finding[]
}

/** Which nodes are of the network, and what time it is. */
export interface Network {
  readonly chainId: number
  readonly genesisHash: Hex
  /** Unix seconds, whole. */
  now(): number
}

/** An agent's sight of its member's own nodes, and its hands there. */
export class Eyes {
  readonly #own: Pick<OwnNodes, 'observe'>
  readonly #token: (permissions: readonly string[]) => string
  readonly #chainId: number
  readonly #genesisHash: Hex
  readonly #now: () => number
  readonly #seenSince = new SeenSince()
  readonly #besu = new Map<string, BesuNode>()
  readonly #providers = new Map<string, JsonRpcProvider>()
  #newest: string | undefined

  constructor(own: Pick<OwnNodes, 'observe'>, key: JwtKey, given: Network) {
    this.#own = own
    this.#chainId = given.chainId
    this.#genesisHash = given.genesisHash
    this.#now = given.now
    this.#token = (permissions) => key.token(permissions, { now: given.now(), seconds: LIFE })
  }

  /** Asks all of them at once; one that is silent is a finding and delays nobody. */
  async look(): Promise<Look> {
    const own = await this.#own.observe()
    const seen = await Promise.all(own.map((node) => this.#facts(node)))
    const nodes = seen.flatMap((one) => ('code' in one ? [] : [one]))
    const ours = nodes.filter(({ genesisHash }) => genesisHash === this.#genesisHash)
    const first = ours.toSorted((a, b) => b.head.number - a.head.number)[0]
    this.#newest = own.find(({ node }) => node === first?.node)?.rpc ?? undefined
    const since = own.flatMap(({ node, since }) => {
      const answers = nodes.some((one) => one.node === node)
      const known = since ?? this.#seenSince.saw(node, answers, this.#now())
      return known === undefined ? [] : [[node, known] as const]
    })
    return {
      nodes,
      since: new Map(since),
      down: new Set(own.flatMap(({ node, state }) => (state === 'stopped' ? [node] : []))),
      findings: seen.flatMap((one) => ('code' in one ? [one] : [])),
    }
  }

  node(name: string): BesuNode | undefined {
    return this.#besu.get(name)
  }

  /** The own node of this network with the newest block: what it says of the contracts is what this agent goes by. */
  provider(): JsonRpcProvider {
    if (this.#newest === undefined) throw noNode()
    const known = this.#providers.get(this.#newest)
    if (known !== undefined) return known
    const fresh = authorisedProvider(this.#newest, this.#chainId, () => this.#token(['eth:*', 'net:*', 'qbft:*']))
    this.#providers.set(this.#newest, fresh)
    return fresh
  }

  close(): void {
    for (const provider of this.#providers.values()) provider.destroy()
  }

  async #facts({ node, state, rpc }: OwnNode): Promise<NodeFacts | Finding> {
    if (rpc === null) return silent(node, state === 'running' ? 'no way to it opens' : 'it does not run')
    const known = this.#besu.get(node)
    const besu = known?.rpc === rpc ? known : besuNode(node, rpc, () => this.#token(agentPermissions))
    this.#besu.set(node, besu)
    return besu.facts().catch((error: unknown): Finding => {
      if (!(error instanceof QuorateError)) throw error
      const { code, message: says, remedy } = error
      if (code === 'NODE_REFUSED') return { code: 'NODE_NOT_PERMITTED', subject: node, says, remedy }
      return silent(node, String(error.facts['reason'] ?? says))
    })
  }
}

function noNode(): QuorateError {
  return new QuorateError('NODE_SILENT', 'None of the member’s own nodes answers.', {
    remedy: 'See whether they run (quorate status), and their logs.',
  })
}
