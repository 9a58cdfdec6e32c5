import { z } from 'zod'

/** Where a member's nodes stand: what a place is known again by, and the way that led there, which may come to lead elsewhere. */
export const siteSchema = z.discriminatedUnion('target', [
  /** The machine is the home's own. */
  z.strictObject({ target: z.literal('process') }),
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
])

export type Site = z.output<typeof siteSchema>

/** Whether two ways led to one place. */
export function sameSite(a: Site, b: Site): boolean {
  if (a.target === 'docker') return b.target === 'docker' && a.engine === b.engine
  if (a.target === 'process') return b.target === 'process'
  return b.target === 'kubernetes' && a.cluster === b.cluster && a.namespace === b.namespace
}

export function siteText(site: Site): string {
  if (site.target === 'process') return 'on this machine, as processes'
  if (site.target === 'docker') return `in the Docker engine ${site.engine}${by('at', site.host)}`
  return `in the namespace ${site.namespace} of the cluster ${site.cluster}${by('by the context', site.context)}`
}

const by = (word: string, way: string | null) => (way === null ? '' : ` ${word} ${way}`)
