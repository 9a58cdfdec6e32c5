/** Where the founding has what it hands over: each of the folders is a volume. */
export const rehearsalVolumes = {
  root: '/volumes',
  /** A member's home, and the list of its nodes. */
  member: (member: string) => `${member}-home`,
  /** Holds `passphrase`, of the member's keystores. */
  secret: (member: string) => `${member}-secret`,
  /** Files of the node, as `nodeFiles` gives them. */
  node: (node: string) => `${node}-files`,
  /** Files of Prometheus and Grafana. */
  monitoring: 'monitoring',
} as const

/** Where an agent's container has its member's volumes. */
export const memberFolders = {
  member: '/member',
  home: '/member/home',
  list: '/member/nodes.json',
  secret: '/secret',
  passphrase: '/secret/passphrase',
} as const

/** What the founding plays in, and what it reads. */
export const foundingFolders = { rehearsal: '/rehearsal', spec: '/consortium.yaml' } as const

export const publicChain = { name: 'public-chain', chainId: 31_337, port: 8545 } as const

/** Plays the founding, hands every member its parts, and ends. Played again it changes nothing. */
export function foundingCommand(): string[] {
  const { rehearsal, spec } = foundingFolders
  return ['rehearse', '--target', 'compose', '--spec', spec, '--home', rehearsal, '--volumes', rehearsalVolumes.root]
}

/** A development chain binds to loopback otherwise. */
export function publicChainCommand(): string[] {
  const { chainId, port } = publicChain
  return ['devchain', '--public', String(chainId), '--host', '0.0.0.0', '--port', String(port)]
}
