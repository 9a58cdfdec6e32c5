import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { type ManifestInput, manifestsOf } from '../../network/besu/manifests-of.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import type { Consortium } from '../../network/consortium/consortium.ts'
import type { Hex } from '../../network/hex.ts'
import { example, founded } from '../fixtures/consortia.ts'
import { keyOf, sealed } from '../fixtures/founders.ts'

/** One member's node with the key that its card was signed by, and the member's key for tokens. */
export interface ExampleNode {
  readonly manifest: NodeManifest
  readonly key: Hex
  /** PEM. */
  readonly jwtPrivateKey: string
}

/** A lock whose founders' keys follow from their names. */
export async function exampleLock(change: (consortium: Consortium) => Consortium = (same) => same): Promise<Lock> {
  return sealed(await founded(change(example('four-members'))))
}

/** The four founders' nodes on loopback, on ports that were free a moment ago. */
export async function exampleNodes(
  lock: Lock,
  options: Partial<ManifestInput['options']> = {},
): Promise<ExampleNode[]> {
  const { cards } = lock.founding
  const ports = await freePorts(cards.length * 3)
  const endpoints = cards.map(({ member, nodes }, index) =>
    recordOf(
      lock,
      member,
      nodes.map(({ name }) => ({ name, host: '127.0.0.1', port: ports[index * 3] ?? 0 })),
    ),
  )
  const accounts = cards.flatMap(({ officer, agent }) => [officer, agent])
  return cards.flatMap(({ member }, index) => {
    const jwt = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const result = manifestsOf({
      lock,
      member,
      endpoints,
      accounts,
      jwtPublicKey: jwt.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      options: {
        target: 'process',
        rpc: { port: ports[index * 3 + 1] ?? 0 },
        metricsPort: ports[index * 3 + 2] ?? 0,
        resources: { memoryMiB: 1024, cpus: 2, diskGiB: 10 },
        ...options,
      },
    })
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    const jwtPrivateKey = jwt.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    return result.manifests.map((manifest) => ({
      manifest,
      key: keyOf(`${member}/${manifest.node}`).privateKey as Hex,
      jwtPrivateKey,
    }))
  })
}

/** A record as `quorate endpoints` gives it, but for its signature, which no manifest depends on. */
export function recordOf(lock: Lock, member: string, nodes: Endpoints['nodes'], serial = 1): Endpoints {
  return {
    format: 'quorate/endpoints/1',
    member,
    chainId: lock.founding.chainId,
    consortium: lock.founding.foundingId,
    serial,
    issuedAt: '2026-09-02T00:00:00Z',
    nodes,
    signature: `0x${'00'.repeat(65)}`,
  }
}

/** Each of jest's workers draws from a range of its own, or two would draw one port before either has taken it. */
const RANGE = 3_000
const lowest = 12_000 + ((Number(process.env['JEST_WORKER_ID'] ?? 1) - 1) % 6) * RANGE

/** Ports that nothing on loopback listened on a moment ago; below those that the system gives to outgoing connections. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  while (found.size < count) {
    const port = lowest + Math.floor(Math.random() * RANGE)
    if (await isFree(port)) found.add(port)
  }
  return [...found]
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch {
    return false
  }
  await new Promise((resolve) => probe.close(resolve))
  return true
}
