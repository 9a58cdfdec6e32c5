import { z } from 'zod'

/** Where a member's nodes stand: what a place is known again by, and the way that led there, which may come to lead elsewhere. */
export const siteSchema = z.discriminatedUnion('target', [
  z.strictObject({
    target: z.literal('process'),
    /** Digest of the machine's own id; absent where it has none, and in homes from before it was kept. */
    machine: z.string().optional(),
  }),
  z.strictObject({
    target: z.literal('docker'),
    /** The engine's own id. */
    engine: z.string(),
    /** DOCKER_HOST, where there was one. */
    host: z.string().nullable(),
  }),
  z.strictObject({
    target: z.literal('kubernetes'),
    /** UID of the namespace kube-system; of the namespace itself, where nobody lets this user read that one. */
    cluster: z.string().min(1),
    namespace: z.string().min(1),
    /** Of the kubeconfig. */
    context: z.string().nullable(),
  }),
  z.strictObject({
    /** By other hands, from what `render` wrote: nobody can look there from here. */
    target: z.literal('rendered'),
    for: z.enum(['docker', 'kubernetes']),
  }),
])

export type Site = z.output<typeof siteSchema>

/** Where a target leads. */
export type OpenSite = Exclude<Site, { target: 'rendered' }>

/** Whether two ways led to one place. Machines of which one is not known by an id count as one. */
export function sameSite(a: Site, b: Site): boolean {
  if (a.target === 'rendered') return b.target === 'rendered' && a.for === b.for
  if (a.target === 'docker') return b.target === 'docker' && a.engine === b.engine
  if (a.target === 'process') {
    const known = b.target === 'process' && a.machine !== undefined && b.machine !== undefined
    return known ? a.machine === b.machine : b.target === 'process'
  }
  return b.target === 'kubernetes' && a.cluster === b.cluster && a.namespace === b.namespace
}

export function siteText(site: Site): string {
  if (site.target === 'process')
    return site.machine === undefined ? 'on this machine, as processes' : `as processes of the machine ${site.machine}`
  if (site.target === 'rendered') return `where its operator runs what was rendered for ${site.for}`
  if (site.target === 'docker') return `in the Docker engine ${site.engine}${by('at', site.host)}`
  return `in the namespace ${site.namespace} of the cluster ${site.cluster}${by('by the context', site.context)}`
}

const by = (word: string, way: string | null) => (way === null ? '' : ` ${word} ${way}`)
