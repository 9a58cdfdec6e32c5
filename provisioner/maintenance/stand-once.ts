import { QuorateError } from '../../network/quorate-error.ts'
import { keptSite } from '../home/kept-site.ts'
import { GONE, leadsElsewhere, openAt } from '../targets/open-at.ts'
import type { Opening } from '../targets/open-target.ts'
import { type Site, sameSite, siteText } from '../targets/site.ts'
import type { Target } from '../targets/target.ts'

/**
 * Refuses to make nodes anywhere while some stand, or may stand, where they were made before: two validators with one key sign
 * two blocks of one height. Only reads.
 * @param opening of the target, whose home keeps where they stand.
 * @returns where the target leads, if the home does not keep that place.
 * @throws QuorateError NODES_ELSEWHERE
 */
export async function standOnce(target: Target, opening: Opening): Promise<Site | undefined> {
  const [kept, here] = [await keptSite(opening.home), await target.site()]
  if (kept === undefined) return here
  if (sameSite(kept, here)) return undefined
  const seen = kept.target !== 'process' || here.target !== 'process'
  const found = seen ? await nodesAt(kept, opening) : leadsElsewhere(kept, here)
  if (!(found instanceof QuorateError) && found.length === 0) return here
  const facts = { stand: siteText(kept), wanted: siteText(here) }
  const [says, more] =
    found instanceof QuorateError
      ? ['nobody can look there now', { why: `${found.code}: ${found.message}` }]
      : [`of them ${found.join(', ')}`, { nodes: found }]
  throw new QuorateError('NODES_ELSEWHERE', `This member’s nodes stand ${facts.stand}: ${says}.`, {
    facts: { ...facts, ...more },
    remedy: `A second copy of a validator seals with the same key. Take them down where they stand (quorate down), and run the command again; or give target, namespace and context as they were. ${GONE}`,
    ...(found instanceof QuorateError ? { cause: found } : {}),
  })
}

async function nodesAt(site: Site, opening: Opening): Promise<readonly string[] | QuorateError> {
  try {
    const { target } = await openAt(site, opening)
    return (await target.observe()).map(({ node, state }) => `${node} ${state}`)
  } catch (error) {
    if (error instanceof QuorateError) return error
    throw error
  }
}
