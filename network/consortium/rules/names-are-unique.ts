import type { Path } from '../yaml/path-text.ts'
import { pathText } from '../yaml/path-text.ts'
import { shown } from '../shown.ts'
import { duplicates } from './duplicates.ts'
import type { Rule } from './rule.ts'

interface Named {
  readonly name: string | undefined
  readonly path: Path
}

/** Members, chambers and public chains have names of their own, and so have nodes in the whole consortium. */
export const namesAreUnique: Rule = ({ members = [], chambers = [], publicChains }) => [
  ...repeated(members.map(({ name }, index) => ({ name, path: ['members', index, 'name'] }))),
  ...repeated(chambers.map((name, index) => ({ name, path: ['chambers', index] }))),
  ...repeated(publicChains.map(({ name }, index) => ({ name, path: ['checkpoints', 'publicChains', index, 'name'] }))),
  ...repeated(
    members.flatMap(({ nodes = [] }, index) =>
      nodes.map(({ name }, position) => ({ name, path: ['members', index, 'nodes', position, 'name'] })),
    ),
  ),
]

function repeated(named: readonly Named[]) {
  return duplicates(named.map(({ name }) => name)).map(({ index, first }) => ({
    code: 'NAME_DUPLICATE' as const,
    path: named[index]?.path ?? [],
    found: shown(named[index]?.name),
    expected: `a name of its own: ${pathText(named[first]?.path ?? [])} has this one`,
  }))
}
