import type { NodeManifest } from '../../../../network/besu/node-manifest.ts'
import type { Hex } from '../../../../network/hex.ts'
import type { Given } from '../../../../provisioner/targets/target.ts'
import { exampleLock } from '../../../behaviours/example-manifests.ts'

export const networkId: Hex = `0x${'d0c4e7'.padEnd(64, '1')}`
export const member = 'hospital-north'
/** Of nobody: the stand-in only looks at its form. */
export const key: Hex = `0x${'5ec4e7'.padEnd(64, 'b')}`

/** That nothing else takes: below those that a machine gives out by itself (32768 and up). */
export const ports = { p2p: 27_303, rpc: 27_545, metrics: 27_845 }

/** Of the example: the stand-in derives the first block from it. */
const genesis = `${JSON.stringify((await exampleLock()).founding.genesis)}\n`

export function manifestOf(image: string, changed: Partial<NodeManifest> = {}): NodeManifest {
  return {
    format: 'quorate/node-manifest/1',
    network: { name: 'four-members', chainId: 620604, networkId },
    member,
    node: 'hospital-north-1',
    duty: 'validator',
    address: `0x${'11'.repeat(20)}`,
    publicKey: `0x${'22'.repeat(64)}`,
    besu: { version: '26.8.0', image: 'quorate-stand-in', digest: image },
    advertised: { host: '192.0.2.1', port: ports.p2p },
    ports,
    options: optionsOf(ports),
    files: { 'genesis.json': genesis, 'static-nodes.json': '[]\n' },
    seeds: { 'permissions.toml': 'nodes-allowlist=[]\naccounts-allowlist=[]\n' },
    resources: { memoryMiB: 512, cpus: 1, diskGiB: 1 },
    health: { headAgeSeconds: 30, stopSeconds: 10 },
    ...changed,
  }
}

export function optionsOf({ p2p, rpc, metrics }: NodeManifest['ports']): NodeManifest['options'] {
  return {
    'data-path': '${data}',
    'genesis-file': '${files}/genesis.json',
    'node-private-key-file': '${key}',
    'static-nodes-file': '${files}/static-nodes.json',
    'permissions-nodes-config-file-enabled': true,
    'permissions-nodes-config-file': '${data}/permissions.toml',
    'p2p-host': '192.0.2.1',
    'p2p-port': p2p,
    'p2p-interface': '0.0.0.0',
    'rpc-http-enabled': true,
    'rpc-http-host': '${listen}',
    'rpc-http-port': rpc,
    'rpc-http-api-methods-no-auth': ['eth_chainId', 'eth_getBlockByNumber'],
    'metrics-enabled': true,
    'metrics-host': '${listen}',
    'metrics-port': metrics,
  }
}

export const elapsed = (): number => performance.now() / 1000

export function given(progress: (line: string) => void = () => undefined): Given {
  return { key: () => key, progress, signal: new AbortController().signal }
}
