import { QuorateError } from '../../network/quorate-error.ts'
import { keptSite } from '../home/kept-site.ts'
import { GONE, leadsElsewhere, openAt } from '../targets/open-at.ts'
import type { Opening } from '../targets/open-target.ts'
import { type OpenSite, type Site, sameSite, siteText } from '../targets/site.ts'

/**
 * Refuses to make nodes anywhere while some stand, or may stand, where they were made before: two validators with one key sign
 * two blocks of one height. Only reads.
 * @param here where they are to be made.
 * @param opening of that, whose home keeps where they stand.
 * @returns that place, if the home does not keep it.
 * @throws QuorateError NODES_ELSEWHERE, NODES_RENDERED
 */
export async function standOnce<S extends Site>(here: S, opening: Opening): Promise<S | undefined> {
  const kept = await keptSite(opening.home)
  if (kept === undefined) return here
  if (sameSite(kept, here)) return undefined
  if (kept.target === 'rendered') throw rendered(kept)
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

/**
 * Refuses to hand a node's key to what others start, while nodes were made by a target and not taken down since.
 * @throws QuorateError NODES_ELSEWHERE
 */
export async function refuseStanding(home: string): Promise<void> {
  const kept = await keptSite(home)
  if (kept === undefined || kept.target === 'rendered') return
  throw new QuorateError('NODES_ELSEWHERE', `This member’s nodes stand ${siteText(kept)}.`, {
    facts: { stand: siteText(kept) },
    remedy: `A second copy of a validator seals with the same key. Take them down where they stand (quorate down), then render. ${GONE}`,
  })
}

/** What others run is not ended from here, and whether it runs is not seen. */
export function rendered(site: Extract<Site, { target: 'rendered' }>): QuorateError {
  const end = site.for === 'docker' ? 'docker compose down' : 'helm uninstall'
  return new QuorateError(
    'NODES_RENDERED',
    `This member’s nodes run by other means, from what was rendered for ${site.for}.`,
    {
      facts: { for: site.for },
      remedy: `End them there (${end}), and say so: quorate restore --old-node-is-gone. A second copy of a validator seals with the same key.`,
    },
  )
}

async function nodesAt(site: OpenSite, opening: Opening): Promise<readonly string[] | QuorateError> {
  try {
    const { target } = await openAt(site, opening)
    return (await target.observe()).map(({ node, state }) => `${node} ${state}`)
  } catch (error) {
    if (error instanceof QuorateError) return error
    throw error
  }
}
