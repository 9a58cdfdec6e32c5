import type { DraftMember } from '../draft.ts'

/** How many validators each member runs; undefined when that cannot be told of all of them. */
export function validatorCounts(members: readonly DraftMember[] | undefined): readonly number[] | undefined {
  const known = members?.every(({ nodes }) => nodes?.every(({ duty }) => duty !== undefined) ?? false)
  if (!known) return undefined
  return members?.map(({ nodes = [] }) => nodes.filter(({ duty }) => duty === 'validator').length)
}
