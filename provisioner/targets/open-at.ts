import { kubernetesOptionsSchema } from '../../network/consortium/member-options/kubernetes-options.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { keptOptions } from '../home/kept-options.ts'
import { type Opening, openTarget } from './open-target.ts'
import { type OpenSite, type Site, sameSite, siteText } from './site.ts'
import type { Target } from './target.ts'

/** What is left to do where nobody can look any more. */
export const GONE =
  'If what stood there is gone for good, say so: quorate restore --old-node-is-gone. Or show by the chain that their keys seal nothing: quorate restore --rpc URL of a node of this network.'

/**
 * The target where a home's nodes stand: by the way that led there when they were made, else by what options and environment
 * say now.
 * @returns with the opening that led there.
 * @throws QuorateError NODES_ELSEWHERE where a way leads somewhere else by now; else why what stands there does not answer.
 */
export async function openAt(
  site: OpenSite,
  opening: Opening,
): Promise<{ readonly target: Target; readonly opening: Opening }> {
  const refusals: QuorateError[] = []
  for (const way of [await wayTo(site, opening), opening]) {
    try {
      const target = await openTarget(site.target, way)
      const there = await target.site()
      if (sameSite(there, site)) return { target, opening: way }
      refusals.unshift(leadsElsewhere(site, there))
    } catch (error) {
      if (!(error instanceof QuorateError)) throw error
      refusals.push(error)
    }
  }
  throw refusals[0] ?? new RangeError('there is no way')
}

export function leadsElsewhere(site: Site, there: Site): QuorateError {
  return new QuorateError('NODES_ELSEWHERE', `This member’s nodes stand ${siteText(site)}; no way leads there now.`, {
    facts: { stand: siteText(site), found: siteText(there) },
    remedy: `Give the way that they were made by: kubernetes.context and KUBECONFIG, or DOCKER_HOST; of processes, run it on their machine. ${GONE}`,
  })
}

async function wayTo(site: OpenSite, opening: Opening): Promise<Opening> {
  const { home, env } = opening
  if (site.target === 'process') return opening
  if (site.target === 'docker') {
    const variables = { ...env.variables, DOCKER_HOST: site.host ?? undefined }
    return { ...opening, env: { ...env, variables } }
  }
  const options = opening.options ?? (await keptOptions(home))
  const { namespace, context } = site
  const chosen = options?.kubernetes ?? kubernetesOptionsSchema.parse({})
  const kubernetes = { ...chosen, namespace, context: context ?? undefined }
  return { ...opening, options: { docker: options?.docker ?? {}, kubernetes } }
}
