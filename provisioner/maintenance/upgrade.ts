import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Journal } from '../journal/journal.ts'
import { type Rolling, rollNode } from './roll-node.ts'
import { openUpgrade, type PlannedNode, refuseUpgrade, type Upgrade, upgradePlan } from './upgrade-plan.ts'

export interface Upgrading extends Rolling {
  readonly to: string
  /** The release that the home's options name. */
  readonly from: string
  /** Of all own nodes, on the release that they are to run. */
  readonly manifests: readonly NodeManifest[]
  readonly journal: Journal
  /** Writes down in the home which release is wanted from now on. */
  keepWish(): Promise<void>
}

export interface Upgraded extends Upgrade {
  readonly nodes: readonly PlannedNode[]
}

/** What an upgrade would do. Changes nothing. @throws QuorateError UPGRADE_OPEN, UPGRADE_REFUSED */
export async function planUpgrade({ to, from, manifests, journal, target }: Upgrading): Promise<Upgraded> {
  const open = openUpgrade(journal.entries())
  const pair = { from: open?.from ?? from, to }
  refuseUpgrade(pair, open)
  return { ...pair, nodes: upgradePlan(manifests, await target.observe()) }
}

/**
 * Brings own nodes to another release, one at a time. All that a start takes is at hand before anything stops; then the
 * wish is kept, before the first node: whatever starts a node from there on starts the newer release, and never the older
 * one on a newer one's data. Killed anywhere and run again, it goes on.
 */
export async function upgrade(upgrading: Upgrading): Promise<Upgraded> {
  const { to, journal, target, given, progress } = upgrading
  const planned = await planUpgrade(upgrading)
  const open = openUpgrade(journal.entries())
  if (planned.nodes.length === 0 && open === undefined) {
    await upgrading.keepWish()
    return planned
  }
  for (const { manifest } of planned.nodes) await target.prepare(manifest, given(manifest.node))
  if (open === undefined) await journal.append({ event: 'upgrade.started', from: planned.from, to })
  await upgrading.keepWish()
  await startStopped(upgrading, planned.nodes)
  for (const { manifest, why } of planned.nodes) {
    progress(`${manifest.node}: ${why}; it is to run Besu ${to}`)
    await journal.append({ event: 'upgrade.node', node: manifest.node, state: 'started' })
    await rollNode(manifest, upgrading)
    await journal.append({ event: 'upgrade.node', node: manifest.node, state: 'done' })
  }
  // A kill may have come when a node was made and not back yet, or back and its lease not given back.
  for (const manifest of upgrading.manifests) await rollNode(manifest, upgrading)
  await journal.append({ event: 'upgrade.done', to })
  return planned
}

/** What a kill left stopped is missed already: it is started before anything is asked of the chain. */
async function startStopped({ target, given }: Upgrading, planned: readonly PlannedNode[]): Promise<void> {
  const observed = await target.observe()
  const running = observed.filter(({ state }) => state === 'running').map(({ node }) => node)
  for (const { manifest } of planned.filter(({ manifest }) => !running.includes(manifest.node))) {
    await target.ensure(manifest, given(manifest.node))
  }
}
