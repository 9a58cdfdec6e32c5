import { setTimeout } from 'node:timers/promises'
import type { Amendment } from '../../network/amendments/amendment.ts'
import { amendedGenesis, headAgeSeconds } from '../../network/amendments/amended-genesis.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { Eyes } from '../agent/look.ts'
import { nodesSeenOn } from '../agent/nodes-of-target.ts'
import { jwtKeyOf } from '../besu-rpc/jwt.ts'
import { type Call, send } from '../chain/send.ts'
import { settle } from '../chain/settle.ts'
import { signerFor } from '../chain/signer-for.ts'
import type { Environment } from '../environment.ts'
import type { Signers } from '../home/unlock.ts'
import type { Journal } from '../journal/journal.ts'
import type { Target } from '../targets/target.ts'
import { LeaseHolder } from './lease-holder.ts'
import { NodeWatch } from './node-watch.ts'
import type { Rolling } from './roll-node.ts'

const INSTEAD = {
  operator: 'Run the command again without --without-lease: it takes the maintenance lease when its turn comes.',
  agent: 'Have it voted out first (quorate propose remove-node); then run the command again.',
} as const

/** Milliseconds between two looks at nodes and contracts. */
const PAUSE = 1000

export interface RollingGiven {
  readonly member: string
  readonly lock: Lock
  readonly target: Target
  /** Names of the member's nodes. */
  readonly nodes: readonly string[]
  readonly amendments: readonly Amendment[]
  readonly signers: Pick<Signers, 'of'>
  /** See `nodeSecrets`. */
  key(node: string): string
  readonly env: Pick<Environment, 'now' | 'elapsed' | 'progress' | 'signal'>
  /** Who else takes the lease, or says that none is needed. The agent elsewhere alone signs as the member's agent. */
  readonly withoutLease?: 'operator' | 'agent' | undefined
}

export interface OpenRolling {
  readonly rolling: Rolling
  close(): void
}

/** A member's hands for making its nodes anew, one at a time. @param journal of its home, whose lock the caller holds. */
export function openRolling(given: RollingGiven, journal: Journal): OpenRolling {
  const { member, lock, target, nodes, amendments, signers, key, env, withoutLease } = given
  const { progress, signal, elapsed } = env
  const { chainId, genesisHash, networkId, genesis } = lock.founding
  const now = () => env.now()
  const eyes = new Eyes(nodesSeenOn(target, nodes), jwtKeyOf(signers.of('agent'), networkId), {
    chainId,
    genesisHash,
    now,
  })
  const watch = new NodeWatch({
    member,
    eyes,
    genesisHash,
    headAgeSeconds: headAgeSeconds(amendedGenesis(genesis, amendments)),
    now,
    elapsed,
  })
  const pause = () => setTimeout(PAUSE, undefined, { signal })
  let settled = false
  const says = async (call: Call) => {
    const chain = { provider: eyes.provider(), chainId, journal, signerFor: signerFor(signers, ['agent']) }
    if (!settled) await settle(chain)
    settled = true
    return send(chain, signers.of('agent'), call)
  }
  const without = withoutLease === undefined ? undefined : INSTEAD[withoutLease]
  const silentToo = withoutLease === 'operator'
  const lease = new LeaseHolder({ member, watch, without, silentToo, send: says, elapsed, pause, progress })
  const rolling: Rolling = {
    ...{ target, watch, lease, elapsed, pause, progress },
    given: (node) => ({ key: () => key(node), progress, signal }),
  }
  return { rolling, close: () => eyes.close() }
}
