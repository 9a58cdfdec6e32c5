import { readdir } from 'node:fs/promises'
import type { Environment } from '../environment.ts'
import { readLock } from '../founding/read.ts'
import { readText } from '../founding/read-text.ts'
import { exists } from '../home/exists.ts'
import { rehearsalPaths } from './folder.ts'

/** Deletes the namespaces that a rehearsal in a cluster made, with nodes, keys and claims. For the rehearsal lock's holder. */
export async function eraseCluster(env: Environment, root: string): Promise<void> {
  if (!(await playsInCluster(root))) return
  const [{ clusterOfMember }, { eraseRehearsal }] = await Promise.all([
    import('./in-cluster.ts'),
    import('../targets/kubernetes/operator-part.ts'),
  ])
  const lock = await readLock(rehearsalPaths.lock(root))
  for (const member of await readdir(rehearsalPaths.homes(root))) {
    if (!(await exists(rehearsalPaths.options(root, member)))) continue
    const { owner, cluster } = await clusterOfMember(env, { root, lock, member })
    env.progress(`deleting the namespace ${cluster.namespace}`)
    await eraseRehearsal(cluster, owner)
  }
}

/** Whether the rehearsal in this folder runs in a cluster, by what its members were given. */
export async function playsInCluster(root: string): Promise<boolean> {
  for (const member of await readdir(rehearsalPaths.homes(root)).catch(() => [])) {
    const file = rehearsalPaths.options(root, member)
    if (await exists(file)) return /^target: kubernetes$/m.test(await readText(file))
  }
  return false
}
