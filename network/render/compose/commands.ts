import { nodePorts, type PlannedMember } from './plan.ts'

/** Where the founding puts each member's parts: every one of these folders is a volume. */
export const rehearsalFolders = {
  root: '/rehearsal',
  home: (member: string) => `/rehearsal/homes/${member}`,
  /** Holds `passphrase`, of the member's keystore. */
  secret: (member: string) => `/rehearsal/secrets/${member}`,
  /** Files of the node, as `nodeFiles` gives them. */
  node: (node: string) => `/rehearsal/nodes/${node}`,
} as const

/** Where an agent's container has the volumes that it shares with its nodes. */
export const agentFolders = { keys: '/quorate/keys', flags: '/quorate/flags' } as const

export const publicChain = { name: 'public-chain', chainId: 31_337, port: 8545 } as const
export const agentPort = 9700

/** Plays the founding, writes every member's home and every node's files, and ends. Played again it changes nothing. */
export function foundingCommand(spec: string): string[] {
  return ['rehearse', '--spec', spec, '--target', 'compose', '--home', rehearsalFolders.root]
}

/** A development chain binds to loopback otherwise. */
export function publicChainCommand(): string[] {
  const { chainId, port } = publicChain
  return ['devchain', '--public', String(chainId), '--port', String(port), '--listen', '0.0.0.0']
}

/** Hands its nodes their keys, and keeps them as decided on chain. */
export function agentCommand({ nodes }: PlannedMember): string[] {
  return [
    'agent',
    ...nodes.flatMap((node) => ['--node', `${node.node}=http://${node.private}:${nodePorts.rpc}`]),
    ...['--keys', agentFolders.keys, '--flags', agentFolders.flags],
    ...['--public-rpc', `http://${publicChain.name}:${publicChain.port}`],
    ...['--listen', `0.0.0.0:${agentPort}`],
  ]
}
