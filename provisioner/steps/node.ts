import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { JournalLine } from '../journal/journal-line.ts'
import { lacksOf } from '../maintenance/stands.ts'
import type { Planned, Step, Wanted, WantedNodes } from './step.ts'

/**
 * Makes the member's nodes run as their manifests say; one that should not be is taken away, and its data kept. What runs
 * already is taken down in its turn alone, or left to the agent beside it; what does not is missed by nobody.
 */
export const node: Step = {
  async plan({ nodes }) {
    if (nodes?.target === undefined) return []
    const { observed, lackOf } = await lacksOf(nodes.target, nodes.manifests)
    const wanted = inOrder(nodes).flatMap((manifest) => {
      const why = lackOf(manifest) ?? unfinished(nodes, manifest.node)
      return why === undefined ? [] : [{ kind: 'node', subject: manifest.node, why } satisfies Planned]
    })
    const surplus = observed.filter((one) => manifestOf(nodes, one.node) === undefined)
    const gone = surplus.map(({ node: subject }): Planned => {
      return { kind: 'node', subject, why: 'this member has no such node; its data stays' }
    })
    return [...wanted, ...gone]
  },
  async run({ nodes, progress, signal }, subject, journal) {
    if (nodes?.target === undefined) return
    const { target } = nodes
    const manifest = manifestOf(nodes, subject)
    const given = { key: () => nodes.key(subject), progress, signal }
    const runs = (await target.observe()).some(({ node, state }) => node === subject && state === 'running')
    if (runs && manifest !== undefined && nodes.rolledByAgent) return target.stage?.(manifest, given)
    if (!runs && (nodes.rolledByAgent || !nodes.begun.has(subject))) {
      if (manifest === undefined) return target.remove(subject, 'key')
      await target.ensure(manifest, given)
      return nodes.rolledByAgent ? undefined : introduced(nodes, manifest, progress)
    }
    const [{ rolling, close }, { rollNode, takeAway }] = await Promise.all([
      nodes.rolling(journal),
      import('../maintenance/roll-node.ts'),
    ])
    try {
      await (manifest === undefined ? takeAway(subject, rolling) : rollNode(manifest, rolling))
    } finally {
      close()
    }
  },
}

/** Who is not told now is told by the agent. */
async function introduced(nodes: WantedNodes, manifest: NodeManifest, progress: Wanted['progress']): Promise<void> {
  await nodes.introduce(manifest).catch((error: unknown) => {
    if (!(error instanceof QuorateError)) throw error
    progress(`${manifest.node} dials nobody yet, and waits for its agent: ${error.message}`)
  })
}

/** Nodes that some run began with and none has ended: killed there, it may have left a lease behind. */
export function begunNodes(entries: readonly JournalLine[]): ReadonlySet<string> {
  const begun = new Set<string>()
  for (const { event, kind, subject } of entries) {
    if (kind !== 'node') continue
    if (event === 'step.started') begun.add(String(subject))
    if (event === 'step.done') begun.delete(String(subject))
  }
  return begun
}

/** Observers first: nobody waits for them, and what fails is then learnt at no risk. */
function inOrder({ manifests }: WantedNodes) {
  return [
    ...manifests.filter(({ duty }) => duty === 'observer'),
    ...manifests.filter(({ duty }) => duty === 'validator'),
  ]
}

function manifestOf({ manifests }: WantedNodes, node: string) {
  return manifests.find((manifest) => manifest.node === node)
}

function unfinished({ begun }: WantedNodes, node: string): string | undefined {
  return begun.has(node) ? 'a run that was stopped had begun with it' : undefined
}
