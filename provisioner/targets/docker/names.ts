import type { Hex } from '../../../network/hex.ts'

/** Whose parts of an engine these are. */
export interface Owner {
  readonly networkId: Hex
  readonly member: string
}

export const LABEL = {
  network: 'quorate.network',
  member: 'quorate.member',
  node: 'quorate.node',
  /** Digest of the node's manifest. */
  manifest: 'quorate.manifest',
  /** Digest of everything that the container was created from. */
  container: 'quorate.container',
  /** Port of this machine's loopback where JSON-RPC answers. */
  rpc: 'quorate.rpc',
} as const

export type Labels = Readonly<Record<string, string>>

export function ownerLabels({ networkId, member }: Owner): Record<string, string> {
  return { [LABEL.network]: networkId, [LABEL.member]: member }
}

/** Whether something of an engine belongs to this member in this network. */
export function isOwn(labels: Labels | null | undefined, owner: Owner): boolean {
  return labels?.[LABEL.network] === owner.networkId && labels[LABEL.member] === owner.member
}

/** As much of a network's id as tells networks of one machine apart. */
export const shortId = ({ networkId }: Pick<Owner, 'networkId'>): string => networkId.slice(2, 14)

export const networkName = (owner: Owner): string => `quorate-${shortId(owner)}-${owner.member}`
/** Of all members of one network that play on one engine. */
export const sharedName = (owner: Pick<Owner, 'networkId'>): string => `quorate-${shortId(owner)}`
export const containerName = (owner: Owner, node: string): string => `quorate-${shortId(owner)}-${node}`
export const volumeName = (owner: Owner, node: string): string => `quorate-${shortId(owner)}-${node}-data`
