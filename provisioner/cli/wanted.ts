import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import type { MemberOptions } from '../../network/consortium/member-options/member-options.ts'
import { unknownEndpoints } from '../../network/consortium/member-options/unknown-endpoints.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { rpcInside } from '../../network/render/compose/agent-nodes.ts'
import { namespaceOf, rpcInCluster } from '../../network/render/helm/places.ts'
import { type Connection, connectionSchema } from '../chain/location.ts'
import type { Environment } from '../environment.ts'
import { readDocument } from '../founding/read.ts'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'
import { openHome } from '../home/open-home.ts'
import { unlock } from '../home/unlock.ts'
import type { Wanted } from '../steps/step.ts'
import { type Input, usage } from './input.ts'
import { lockOf, optionsOf } from './lock-and-options.ts'
import { publicChainsFor } from './public-chains-for.ts'
import { publicChainsOf } from './public-chains-of.ts'
import { type Opened, wantedNodes } from './wanted-nodes.ts'

/**
 * What `plan`, `apply` and `render` are asked for; what was given once need not be given again.
 * Whoever changes the home by it reads it under the home's lock: what another command keeps meanwhile would be put back.
 */
export async function wantedBy(
  input: Input,
  env: Environment,
  { elsewhere = false, opened }: Asked = {},
): Promise<Wanted> {
  const home = await openHome(env.home)
  const lock = await lockOf(input, env, home.dir)
  const given = { home, lock, progress: env.progress, signal: env.signal }
  const { text, options } = await optionsOf(input, env, home)
  if (options.target === 'embedded') {
    const chosen = input.text('options') === undefined ? {} : { options: text }
    return { ...given, ...chosen, connection: await embeddedConnection(input, given) }
  }
  const strange = unknownEndpoints(options, lock.founding.consortium, input.text('options') ?? 'member.yaml')
  if (strange.length > 0) throw new InputProblems(strange)
  const nodes = await wantedNodes(input, env, { home, lock, text, options, elsewhere, opened })
  const typed = publicChainsOf(input.list('publicRpc'), lock)
  const chains = await publicChainsFor(home.dir, { written: options.publicChains, typed })
  const rpc = rpcOf(options, nodes.manifests[0], elsewhere)
  const connection: Connection = { format: 'quorate/connection/1', target: options.target, rpc, ...chains }
  return { ...given, nodes, connection }
}

interface Asked {
  /** The nodes are started by other means: no target is opened. */
  readonly elsewhere?: boolean
  readonly opened?: Opened | undefined
}

/**
 * Opens the keys that nodes take, before the home is waited for: while a person is asked for the passphrase it is nobody's.
 * Undefined where no node runs.
 */
export async function openedFor(input: Input, env: Environment): Promise<Opened | undefined> {
  const home = await openHome(env.home)
  const { target, unlock: by } = (await optionsOf(input, env, home)).options
  return target === 'embedded' ? undefined : { by, signers: await unlock(home, env, by) }
}

/** Of the first node: on this machine's loopback, or where its own cluster knows it. */
function rpcOf({ target, kubernetes }: MemberOptions, first: NodeManifest | undefined, elsewhere: boolean): string {
  const port = first?.ports.rpc ?? 0
  if (first === undefined || (target !== 'kubernetes' && !elsewhere)) return `http://127.0.0.1:${port}`
  if (target !== 'kubernetes') return rpcInside(first)
  const { member, node, network } = first
  const namespace = kubernetes.namespace ?? namespaceOf({ network: network.name, member })
  return rpcInCluster({ namespace, member, node, port })
}

async function embeddedConnection(input: Input, { home, lock }: { home: Home; lock: Lock }): Promise<Connection> {
  const rpc = input.text('rpc')
  if (rpc === undefined) {
    const kept = homePaths.connection(home.dir)
    if (await exists(kept)) return readDocument(connectionSchema, kept)
    throw usage('Give the RPC address of the development chain with --rpc.')
  }
  const chains = await publicChainsFor(home.dir, { typed: publicChainsOf(input.list('publicRpc'), lock) })
  const parsed = connectionSchema.safeParse({ format: 'quorate/connection/1', target: 'embedded', rpc, ...chains })
  if (!parsed.success) throw usage('--rpc and --public-rpc take addresses such as http://127.0.0.1:8545.')
  return parsed.data
}
