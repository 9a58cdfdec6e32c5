interface Owning<N> {
  readonly name: string
  readonly nodes: readonly N[]
}

interface Named {
  readonly name: string
  readonly address: string
}

/**
 * All nodes that people may mean by this: a node's name, `member/node`, or an address. The contracts keep names unique
 * within a member only, so that two members may each have a node of one name.
 */
export function nodesCalled<N extends Named>(
  given: string,
  members: readonly Owning<N>[],
): { readonly member: string; readonly node: N }[] {
  return members.flatMap(({ name: member, nodes }) =>
    nodes
      .filter(
        ({ name, address }) =>
          given === name || given === `${member}/${name}` || given.toLowerCase() === address.toLowerCase(),
      )
      .map((node) => ({ member, node })),
  )
}
