import { manifestDigest } from '../../network/besu/manifest.ts'
import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import { mayUpgrade } from '../../network/besu/releases.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { JournalLine } from '../journal/journal-line.ts'
import type { ObservedNode } from '../targets/target.ts'

/** An upgrade as the journal has it: begun, and perhaps not ended. */
export interface Upgrade {
  readonly from: string
  readonly to: string
}

/** The upgrade that a kill, or a refusal, left unfinished. */
export function openUpgrade(entries: readonly JournalLine[]): Upgrade | undefined {
  const last = entries.findLast(({ event }) => event === 'upgrade.started' || event === 'upgrade.done')
  if (last?.event !== 'upgrade.started') return undefined
  return { from: String(last['from']), to: String(last['to']) }
}

/**
 * Whether nodes may go from one release to another, given what was begun before.
 * @throws QuorateError UPGRADE_OPEN, UPGRADE_REFUSED
 */
export function refuseUpgrade({ from, to }: Upgrade, open: Upgrade | undefined): void {
  if (open !== undefined && open.to !== to) {
    throw new QuorateError('UPGRADE_OPEN', `An upgrade to ${open.to} was begun and is not done.`, {
      facts: { from: open.from, to: open.to, asked: to },
      remedy: `Finish it first: quorate upgrade --to ${open.to}.`,
    })
  }
  if (mayUpgrade(from, to)) return
  throw new QuorateError('UPGRADE_REFUSED', `Nobody vouches for an upgrade from Besu ${from} to ${to}.`, {
    facts: { from, to },
    remedy: 'Take the releases between them one by one; no way leads back to an older one.',
  })
}

export interface PlannedNode {
  readonly manifest: NodeManifest
  readonly why: string
}

/** Which nodes have to be made anew, observers first: nobody waits for them, and what fails is then learnt at no risk. */
export function upgradePlan(manifests: readonly NodeManifest[], observed: readonly ObservedNode[]): PlannedNode[] {
  const planned = manifests.flatMap((manifest): PlannedNode[] => {
    const found = observed.find(({ node }) => node === manifest.node)
    if (found?.digest !== manifestDigest(manifest)) return [{ manifest, why: 'it was made from another manifest' }]
    return found.state === 'running' ? [] : [{ manifest, why: 'it does not run' }]
  })
  const observers = planned.filter(({ manifest }) => manifest.duty === 'observer')
  return [...observers, ...planned.filter(({ manifest }) => manifest.duty === 'validator')]
}
