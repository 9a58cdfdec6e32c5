import { manifestDigest } from '../../network/besu/manifest.ts'
import type { ObservedNode } from '../targets/target.ts'
import type { Planned, Step, WantedNodes } from './step.ts'

/** Makes the member's nodes run as their manifests say; one that should not be is taken away, and its data kept. */
export const node: Step = {
  async plan({ nodes }) {
    if (nodes?.target === undefined) return []
    const observed = await nodes.target.observe()
    const surplus = observed.filter((one) => manifestOf(nodes, one.node) === undefined)
    return [
      ...nodes.manifests.flatMap((manifest) => {
        const why = differs(
          observed.find((one) => one.node === manifest.node),
          manifestDigest(manifest),
        )
        return why === undefined ? [] : [{ kind: 'node', subject: manifest.node, why } satisfies Planned]
      }),
      ...surplus.map(
        (one): Planned => ({ kind: 'node', subject: one.node, why: 'this member has no such node; its data stays' }),
      ),
    ]
  },
  async run({ nodes, progress, signal }, subject) {
    if (nodes?.target === undefined) return
    const manifest = manifestOf(nodes, subject)
    if (manifest === undefined) return nodes.target.remove(subject)
    await nodes.target.ensure(manifest, { key: () => nodes.key(subject), progress, signal })
  },
}

function manifestOf({ manifests }: WantedNodes, node: string) {
  return manifests.find((manifest) => manifest.node === node)
}

function differs(observed: ObservedNode | undefined, digest: string): string | undefined {
  if (observed === undefined) return 'it does not stand yet'
  if (observed.digest !== digest) return 'it was made from another manifest'
  return observed.state === 'running' ? undefined : 'it does not run'
}
