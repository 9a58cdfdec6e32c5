import type { Problem } from '../problem.ts'
import type { Card } from './card.ts'

interface Owning {
  readonly name: string
  readonly nodes: readonly { readonly name: string }[]
}

/**
 * Names of nodes are unique in the consortium, and taken for ever; the contracts keep them so within a member only.
 * @param members as they stand on chain.
 */
export function takenNames({ member, nodes }: Card, members: readonly Owning[], file: string): Problem[] {
  const others = members.filter(({ name }) => name !== member)
  return nodes.flatMap(({ name }, i): Problem[] => {
    const owner = others.find((one) => one.nodes.some((node) => node.name === name))
    if (owner === undefined) return []
    const path = `nodes[${i}].name`
    const found = `${name}, as a node of ${owner.name} is called`
    return [
      { code: 'NODE_NAME_TAKEN', file, path, found, expected: 'a name that no other member’s node has', whose: member },
    ]
  })
}
