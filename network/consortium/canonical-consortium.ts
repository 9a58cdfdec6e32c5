import type { Consortium } from './consortium.ts'

/**
 * The one form in which a consortium is hashed. Members and nodes are sorted by name and public chains by chain id,
 * since their order means nothing; chambers keep theirs, which is their index on chain.
 */
export function canonicalConsortium(consortium: Consortium): Consortium {
  return {
    ...consortium,
    members: consortium.members.map((member) => ({ ...member, nodes: member.nodes.toSorted(byName) })).toSorted(byName),
    checkpoints: {
      ...consortium.checkpoints,
      publicChains: consortium.checkpoints.publicChains.toSorted((a, b) => a.chainId - b.chainId),
    },
  }
}

/** By code unit, so that no locale has a say. */
function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name)
}
