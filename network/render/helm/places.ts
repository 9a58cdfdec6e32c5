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

interface InCluster {
  readonly namespace: string
  readonly member: string
  readonly node: string
}

/** The chart's name for what is of one node alone: its StatefulSet, its NetworkPolicy. */
export const nodeObjectOf = ({ member, node }: Pick<InCluster, 'member' | 'node'>): string => `${member}-${node}`

/** Where a node's pod is reached inside its cluster: by the name that the headless service gives it. */
export const hostInCluster = (at: InCluster): string => `${nodeObjectOf(at)}-0.${at.member}.${at.namespace}.svc`

export function rpcInCluster(at: InCluster & { readonly port: number }): string {
  return `http://${hostInCluster(at)}:${at.port}`
}
