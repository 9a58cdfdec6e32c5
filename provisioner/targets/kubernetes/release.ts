import { load } from 'js-yaml'
import { z } from 'zod'
import { QuorateError } from '../../../network/quorate-error.ts'
import { type HelmValues, helmValuesSchema } from '../../../network/render/helm/values.ts'
import { type Cluster, helm, type Ran } from './cluster.ts'
import { clusterFailure } from './failures.ts'

/** A member's release of the chart. */
export interface Release {
  readonly cluster: Cluster
  readonly name: string
  /** Folder or archive of the chart quorate-member. */
  readonly chart: string
}

const historySchema = z.array(z.object({ revision: z.number().int(), status: z.string(), chart: z.string() }))
type Revision = z.infer<typeof historySchema>[number]

/** Oldest first; none where the release is absent. */
export async function revisions(release: Release): Promise<Revision[]> {
  const args = ['history', release.name, '--output', 'json']
  const ran = await helm(release.cluster, args)
  if (ran.code === 0) return historySchema.parse(JSON.parse(ran.stdout)).sort((a, b) => a.revision - b.revision)
  if (/release: not found/.test(ran.stderr)) return []
  throw clusterFailure('helm', args, ran)
}

/**
 * Gets a release out of a state in which a killed helm left it and in which every later helm refuses to work. What helm
 * had begun is given again, so that no StatefulSet goes back to what its pods have left; where the cluster does not take
 * it, an upgrade is rolled back, and a first install taken away (claims stay). Says what it did. One command at a time
 * acts for a member (its home's lock), so that whatever is pending here is nobody's work under way.
 */
export async function repair(release: Release): Promise<'nothing' | 'finished' | 'uninstalled' | 'rolled back'> {
  const all = await revisions(release)
  const last = all.at(-1)
  if (last === undefined || !/^(pending-|uninstalling)/.test(last.status)) return 'nothing'
  const again = ['rollback', release.name, String(last.revision)]
  if (last.status !== 'uninstalling' && (await applied(release, again)).code === 0) return 'finished'
  const good = all.filter(({ status }) => status === 'deployed' || status === 'superseded').at(-1)
  if (last.status === 'uninstalling' || good === undefined) {
    await uninstall(release)
    return 'uninstalled'
  }
  await toldApplied(release, ['rollback', release.name, String(good.revision)])
  return 'rolled back'
}

/** A release as it stands. */
export interface Standing {
  /** What it was last given, whether or not the cluster took all of it. */
  readonly values: HelmValues
  /** Why its objects may be others than this chart makes of its values; undefined where they are those. */
  readonly lack: string | undefined
}

/** Undefined where it is absent. @throws QuorateError RELEASE_FOREIGN */
export async function standingOf(release: Release): Promise<Standing | undefined> {
  const last = (await revisions(release)).at(-1)
  if (last === undefined) return undefined
  const [values, chart] = await Promise.all([valuesOf(release), chartOf(release)])
  if (last.status !== 'deployed') return { values, lack: `its release is ${last.status}, not deployed` }
  return { values, lack: last.chart === chart ? undefined : `its release is of ${last.chart}, not of ${chart}` }
}

async function valuesOf(release: Release): Promise<HelmValues> {
  const text = await told(release, ['get', 'values', release.name, '--output', 'json'])
  const parsed = helmValuesSchema.safeParse(JSON.parse(text))
  if (parsed.success) return parsed.data
  throw new QuorateError(
    'RELEASE_FOREIGN',
    `The release ${release.name} was not made from values that this version knows.`,
    {
      facts: {
        release: release.name,
        namespace: release.cluster.namespace,
        paths: parsed.error.issues.map(({ path }) => path.join('.')),
      },
      remedy: `Look at it with helm get values ${release.name}; uninstall it (its claims stay) and run the command again.`,
    },
  )
}

const chartSchema = z.object({ name: z.string(), version: z.string() })

/** As a release's history calls it. */
async function chartOf(release: Release): Promise<string> {
  const { name, version } = chartSchema.parse(load(await told(release, ['show', 'chart', release.chart])))
  return `${name}-${version}`
}

/** Returns once the cluster has taken the objects, not when pods run. */
export async function upgrade(release: Release, values: HelmValues, signal: AbortSignal): Promise<void> {
  const args = ['upgrade', release.name, release.chart, '--install', '--values', '-', '--history-max', '10']
  await toldApplied(release, args, { input: JSON.stringify(values), signal })
}

export async function uninstall(release: Release): Promise<void> {
  await told(release, ['uninstall', release.name, '--ignore-not-found', '--wait', '--timeout', '10m'])
}

type Call = Parameters<typeof helm>[2]

/** Where somebody else has set a field that the release sets, Helm 4 gives up: what was decided is set again. */
async function applied({ cluster }: Release, args: readonly string[], call: Call = {}): Promise<Ran> {
  const ran = await helm(cluster, args, call)
  return ran.code !== 0 && /Apply failed with \d+ conflict/.test(ran.stderr)
    ? helm(cluster, [...args, '--force-conflicts'], call)
    : ran
}

async function toldApplied(release: Release, args: readonly string[], call: Call = {}): Promise<void> {
  const ran = await applied(release, args, call)
  if (ran.code !== 0) throw clusterFailure('helm', args, ran)
}

async function told(release: Release, args: readonly string[], call: Call = {}): Promise<string> {
  const ran = await helm(release.cluster, args, call)
  if (ran.code !== 0) throw clusterFailure('helm', args, ran)
  return ran.stdout
}
