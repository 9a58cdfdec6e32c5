import { type Cluster, kubectl } from './cluster.ts'

/** URL of the API server as the kubeconfig has it; the cluster is not asked. Undefined where nothing here says. */
export async function apiServer(cluster: Cluster): Promise<string | undefined> {
  const server = ['config', 'view', '--minify', '--output', 'jsonpath={.clusters[0].cluster.server}']
  return (await kubectl(cluster, server).catch(() => '')).trim() || undefined
}
