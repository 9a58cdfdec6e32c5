import { manifestDigest } from '../../network/besu/manifest.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { ObservedNode, Target } from '../targets/target.ts'

/** Why a node is not as it is to be; undefined where it is. */
export type Lack = string | undefined

/** What is found of each node, held against its manifest. Only reads. */
export async function lacksOf(
  target: Target,
  manifests: readonly NodeManifest[],
): Promise<{ readonly observed: readonly ObservedNode[]; lackOf(manifest: NodeManifest): Lack }> {
  const observed = await target.observe()
  const alike = manifests.filter((manifest) => {
    return observed.some(({ node, digest }) => node === manifest.node && digest === manifestDigest(manifest))
  })
  const more = alike.length === 0 ? new Map<string, string>() : await target.lacks?.(alike)
  const lackOf = (manifest: NodeManifest): Lack => {
    const found = observed.find(({ node }) => node === manifest.node)
    if (found === undefined) return 'it does not stand yet'
    if (found.digest !== manifestDigest(manifest)) return 'it was made from another manifest'
    return found.state === 'running' ? more?.get(manifest.node) : 'it does not run'
  }
  return { observed, lackOf }
}
