import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HelmValues } from '../../../../network/render/helm/values.ts'
import type { Cluster } from '../../../../provisioner/targets/kubernetes/cluster.ts'
import { upgrade } from '../../../../provisioner/targets/kubernetes/release.ts'
import { newFolder } from '../../home/folders.ts'
import { chart } from './setup.ts'

/** Gives a release values together with an object that the API server refuses. @returns what was said of it. */
export async function refusedPartWay(cluster: Cluster, name: string, values: HelmValues): Promise<unknown> {
  const refused = join(await newFolder(), 'quorate-member')
  cpSync(chart, refused, { recursive: true })
  const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: Not A Name }\n'
  writeFileSync(join(refused, 'templates', 'refused.yaml'), object)
  const { signal } = new AbortController()
  return await upgrade({ cluster, name, chart: refused }, values, signal).catch((error: unknown) => error)
}
