import type { NodeManifest } from '../../besu/node-manifest.ts'

/** Where an agent's container has what it shares with its nodes: key and flags are in memory, files are those that the node reads. */
export const agentFolders = {
  key: (node: string) => `/keys/${node}`,
  flags: (node: string) => `/flags/${node}`,
  files: (node: string) => `/files/${node}`,
} as const

/** Where a node answers its own member's agent: by the name of its service, which Besu lets in. */
export function rpcInside({ node, ports }: Pick<NodeManifest, 'node' | 'ports'>): string {
  return `http://${node}:${ports.rpc}`
}

/** The list that an agent in a container has of its nodes: where each answers, takes its key and its files, and is told to restart. */
export function agentNodes(nodes: readonly Pick<NodeManifest, 'node' | 'ports' | 'hsm'>[]) {
  return nodes.map(({ node, ports, hsm }) => ({
    node,
    rpc: rpcInside({ node, ports }),
    metrics: `http://${node}:${ports.metrics}/metrics`,
    ...(hsm === undefined ? { key: `${agentFolders.key(node)}/node.key` } : {}),
    flag: `${agentFolders.flags(node)}/restart`,
    files: agentFolders.files(node),
  }))
}
