import type { Duty } from '../consortium/consortium.ts'
import type { HsmOptions } from '../consortium/member-options/hsm-options.ts'
import type { NodeManifest, OptionValue } from './node-manifest.ts'
import { readMethods } from './read-methods.ts'

export interface NodePlace {
  readonly node: string
  readonly duty: Duty
  readonly advertised: NodeManifest['advertised']
  readonly ports: NodeManifest['ports']
  /** Name of the seed with the allow lists. */
  readonly permissions: string
  /** Its own machine's loopback is the only way to it. */
  readonly loopback: boolean
  /** Where its key is in a token. */
  readonly hsm?: HsmOptions | undefined
}

/**
 * Blocks whose logs a node gives at once; Besu's 5,000 are less than three hours of a chain. It is one segment of Besu's own
 * cache of blooms, so that an answer is short however long the chain.
 */
export const LOGS_RANGE = 100_000

type Options = Record<string, OptionValue>

/** Name of the token's configuration among a node's files. */
export const PKCS11 = 'pkcs11.cfg'

/** Besu's whole configuration: no option comes from the command line, and none from the environment. */
export function nodeOptions(place: NodePlace): Options {
  return {
    ...keyOptions(place),
    ...storageOptions(place),
    ...peerOptions(place),
    ...rpcOptions(place),
    ...poolOptions(),
  }
}

/** By the names of the plugin for PKCS#11 that was looked at, or by those that its operator gives. */
function keyOptions({ hsm }: NodePlace): Options {
  if (hsm === undefined) return { 'node-private-key-file': '${key}' }
  const { module, alias = '', options } = hsm
  const plugin = `plugin-${module}`
  const usual = {
    [`${plugin}-config-path`]: `\${files}/${PKCS11}`,
    [`${plugin}-password-path`]: '${key}',
    [`${plugin}-key-alias`]: alias,
  }
  return { 'security-module': module, ...(options ?? usual) }
}

function storageOptions({ duty }: NodePlace): Options {
  return {
    'data-path': '${data}',
    'genesis-file': '${files}/genesis.json',
    // Every block is executed from genesis on: the state is then this member's own finding and nobody's word, and
    // there is no pivot that too few peers could agree on.
    'sync-mode': 'FULL',
    // One format over all validators: a state that one of them cannot read then cannot halt only some (besu 9040).
    // An observer keeps the state of every block, so that its member can prove old storage to auditors.
    'data-storage-format': duty === 'validator' ? 'BONSAI' : 'FOREST',
    logging: 'INFO',
    'color-enabled': false,
  }
}

function peerOptions({ advertised, ports, permissions, loopback }: NodePlace): Options {
  return {
    'p2p-host': advertised.host,
    'p2p-port': ports.p2p,
    'p2p-interface': interfaceOf(advertised.host, loopback),
    'nat-method': 'NONE',
    // Who is dialled is decided on chain and told by the member's agent: nobody is discovered. Only the member's own
    // nodes are static, since Besu never takes a static node off its allow list while it runs.
    'discovery-enabled': false,
    'static-nodes-file': '${files}/static-nodes.json',
    // The allow list is the limit. Besu's own (25, of which 60 % may have dialled) would keep members apart.
    'p2p-peer-upper-bound': 500,
    'remote-connections-limit-enabled': false,
    // Seconds until a peer that was away is dialled again; a minute where not given.
    'Xp2p-check-maintained-connections-frequency': 10,
    'permissions-nodes-config-file-enabled': true,
    'permissions-nodes-config-file': `\${data}/${permissions}`,
    'permissions-accounts-config-file-enabled': true,
    'permissions-accounts-config-file': `\${data}/${permissions}`,
  }
}

function interfaceOf(host: string, loopback: boolean): string {
  if (loopback) return host
  return host.includes(':') ? '::' : '0.0.0.0'
}

function rpcOptions({ node, ports }: NodePlace): Options {
  return {
    'rpc-http-enabled': true,
    'rpc-http-host': '${listen}',
    'rpc-http-port': ports.rpc,
    // No DEBUG: nothing the agent does needs it, and its traces let one caller occupy a validator.
    'rpc-http-apis': ['ETH', 'NET', 'WEB3', 'QBFT', 'ADMIN', 'PERM', 'TXPOOL'],
    'rpc-http-authentication-enabled': true,
    'rpc-http-authentication-jwt-public-key-file': '${files}/jwt.pem',
    'rpc-http-authentication-jwt-algorithm': 'ES256',
    'rpc-http-api-methods-no-auth': readMethods,
    'rpc-max-logs-range': LOGS_RANGE,
    // Against web pages that reach loopback through a browser; it is no access control (besu 4324).
    'host-allowlist': ['localhost', '127.0.0.1', node],
    'metrics-enabled': true,
    'metrics-host': '${listen}',
    'metrics-port': ports.metrics,
  }
}

function poolOptions(): Options {
  return {
    // Gas is free. The check of balances stays: since 26.7.1 it lets through what costs nothing.
    'min-gas-price': 0,
    // Per cent of the block period. Until and with 26.8.0 a chain on Paris or later takes the limit for proof of stake in
    // its place, 5 s, and full blocks come that late (besu 11005); that one's option is refused beside QBFT.
    'poa-block-txs-selection-max-time': 75,
  }
}
