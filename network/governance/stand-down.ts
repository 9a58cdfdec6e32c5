import { FEWEST_VALIDATORS } from '../besu/quorum.ts'
import { quorumOf } from '../consortium/quorum.ts'

interface Validating {
  readonly name: string
  readonly status: string
  readonly nodes: readonly { readonly duty: string; readonly state: string }[]
}

/**
 * Why one validator of a suspended member has to go on; undefined where it can be stood down. The contracts refuse the first two
 * themselves; that nobody comes to make blocks alone is for agents to see to, as it was for the founders' description.
 */
export function reasonToGoOn(members: readonly Validating[], owner: string): string | undefined {
  const runs = members.map(({ name, status, nodes }) => {
    const count = nodes.filter(({ duty, state }) => duty === 'validator' && state === 'active').length
    return { name, acts: status === 'active', count, left: name === owner ? count - 1 : count }
  })
  const validators = runs.reduce((sum, { count }) => sum + count, 0)
  if (validators <= FEWEST_VALIDATORS) return `of ${FEWEST_VALIDATORS} validators none is taken out`
  const needed = Math.ceil((2 * runs.filter(({ count }) => count > 0).length) / 3)
  const able = runs.filter(({ acts, left }) => acts && left > 0).length
  if (able < needed) return `${needed} members would have to confirm that it is out, and ${able} can`
  const alone = runs.find(({ left }) => left >= quorumOf(validators - 1))
  return alone && `${alone.name} would have ${alone.left} of ${validators - 1} validators, which make blocks alone`
}
