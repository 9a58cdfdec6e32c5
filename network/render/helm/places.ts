import type { Places } from '../../besu/node-manifest.ts'

/** Where the chart puts a node's parts. */
export const chartPlaces: Places = {
  data: '/quorate/data',
  files: '/quorate/files',
  key: '/quorate/key/node.key',
  listen: '0.0.0.0',
}

/** The Secret of one node's key, and the name of the key in it. */
export const keySecretOf = (node: string): string => `${node}-key`
export const KEY_IN_SECRET = 'node.key'
