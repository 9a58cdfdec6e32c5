import type { NodeManifest } from '../../network/besu/node-manifest.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Given, Target } from '../targets/target.ts'
import type { LeaseHolder, LeaseParts } from './lease-holder.ts'
import type { NodeWatch } from './node-watch.ts'

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
 * @throws QuorateError QUORUM_WOULD_BREAK, LEASE_NOT_FREE, NODE_NOT_BACK, and what starting the node throws
 */
export async function rollNode(manifest: NodeManifest, rolling: Rolling): Promise<void> {
  const { target, watch, lease, given } = rolling
  const { node, address } = manifest
  const facts = await watch.facts(node)
  if (facts !== undefined && watch.takesPart(facts)) await lease.take(node)
  await target.ensure(manifest, given(node))
  await untilBack(manifest, rolling)
  await lease.giveBack(address, node)
}

async function untilBack({ node }: NodeManifest, rolling: Rolling): Promise<void> {
  const { watch, lease, elapsed, pause, progress } = rolling
  const deadline = elapsed() + BACK
  for (let told = false; ; told = true) {
    const facts = await watch.facts(node)
    if (facts !== undefined && watch.isBack(facts)) return
    if (!told) progress(`waiting for ${node} to be at the head again`)
    if (facts !== undefined) await lease.renewIfDue(node)
    if (elapsed() > deadline) throw notBack(node)
    await pause()
  }
}

function notBack(node: string): QuorateError {
  return new QuorateError('NODE_NOT_BACK', `${node} runs and was not at the head within ${BACK / 60} minutes.`, {
    facts: { node },
    remedy: 'See quorate doctor. The lease lapses by itself; run the same command again to go on.',
  })
}
