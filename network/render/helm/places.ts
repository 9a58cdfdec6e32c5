import type { Places } from '../../besu/node-manifest.ts'

/** Where the chart puts a node's parts; `key` is the PIN of its token where an HSM keeps the key. */
export const chartPlaces: Places = {
  data: '/quorate/data',
  files: '/quorate/files',
  key: '/quorate/key/node.key',
  listen: '0.0.0.0',
}

/** The Secret of one node's key, and the name of the key in it. */
export const keySecretOf = (node: string): string => `${node}-key`
export const KEY_IN_SECRET = 'node.key'

/** Fits a DNS label: names of networks end at 40 characters, those of members at 20. */
export const namespaceOf = ({ network, member }: { readonly network: string; readonly member: string }): string =>
  `${network}-${member}`

/** Where a node's RPC answers inside its cluster: by the name that the headless service gives its pod. */
export function rpcInCluster(at: { namespace: string; member: string; node: string; port: number }): string {
  return `http://${at.member}-${at.node}-0.${at.member}.${at.namespace}.svc:${at.port}`
}
