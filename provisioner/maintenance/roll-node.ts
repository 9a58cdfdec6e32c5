import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Given, Target } from '../targets/target.ts'
import { nodeNotBack } from './failures.ts'
import type { LeaseHolder, LeaseParts } from './lease-holder.ts'
import type { NodeWatch } from './node-watch.ts'
import { lacksOf } from './stands.ts'

/** Seconds that a node may take to be at the head again. */
const BACK = 1800

export interface Rolling extends Pick<LeaseParts, 'elapsed' | 'pause' | 'progress'> {
  readonly target: Target
  readonly watch: NodeWatch
  readonly lease: LeaseHolder
  given(node: string): Given
}

/**
 * Makes one node anew so that the chain never waits for two: under the maintenance lease where it takes part, and done
 * when it is back at the head. Killed anywhere and called again, it goes on: what it does follows from what it sees.
 * @throws QuorateError QUORUM_WOULD_BREAK, LEASE_NOT_FREE, LEASE_NEEDED, NODE_SILENT, NODE_NOT_BACK, and what starting it throws
 */
export async function rollNode(manifest: NodeManifest, rolling: Rolling): Promise<void> {
  const { target, watch, lease, given } = rolling
  const { node, address } = manifest
  let missed = false
  // Before the look: what a killed run left is no reason to take it down.
  await target.settle?.(node, given(node))
  if ((await lacksOf(target, [manifest])).lackOf(manifest) !== undefined) {
    await target.prepare(manifest, given(node))
    const before = await lease.take(node)
    await target.ensure(manifest, given(node))
    missed = before !== undefined && watch.isAtHead(before)
  }
  await untilBack({ node, address, missed }, rolling)
}

/** Takes one away that is described no more: as much in turn as if it came back. */
export async function takeAway(node: string, { target, watch, lease }: Rolling): Promise<void> {
  const before = await lease.take(node)
  await target.remove(node, 'key')
  if (before === undefined) return
  await watch.look(node)
  await lease.giveBack(before.address, node).catch((error: unknown) => {
    // It was the member's only one: its lease lapses by itself.
    if (!(error instanceof QuorateError && error.code === 'NODE_SILENT')) throw error
  })
}

interface Awaited {
  readonly node: string
  readonly address: Hex
  /** It was at the head before, and is to be there again. */
  readonly missed: boolean
}

/** One that nobody waits for has only to answer: a chain that stands still, or has not begun, shows no head to be at. */
async function untilBack({ node, address, missed }: Awaited, rolling: Rolling): Promise<void> {
  const { watch, lease, elapsed, pause, progress } = rolling
  const deadline = elapsed() + BACK
  for (let told = false; ; told = true) {
    const seen = await watch.look(node)
    if (seen.is === 'answering') {
      if (watch.isBack(seen.facts)) return await lease.giveBack(address, node)
      if (!missed && !(await lease.isHeld(address))) return
      await lease.renewIfDue(node)
    }
    if (!told) progress(`waiting for ${node} to be at the head again`)
    if (elapsed() > deadline) throw nodeNotBack(node, BACK)
    await pause()
  }
}
