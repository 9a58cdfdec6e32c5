import type { Problem } from '../../problem.ts'
import type { Consortium } from '../consortium.ts'
import { nearest } from '../nearest.ts'
import { pathText } from '../yaml/path-text.ts'
import type { MemberOptions } from './member-options.ts'

/** Endpoints for chains that the consortium does not anchor to: most often a misspelt name that would go unused. */
export function unknownEndpoints(options: MemberOptions, consortium: Consortium, file: string): Problem[] {
  const known = consortium.checkpoints.publicChains.map(({ name }) => name)
  return Object.keys(options.publicChains)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'ENDPOINT_UNKNOWN',
      file,
      path: pathText(['publicChains', name]),
      found: name,
      expected: nearest(name, known) ?? `one of ${known.join(', ')}`,
    }))
}
