import { setTimeout } from 'node:timers/promises'
import type { JsonRpcProvider } from 'ethers'
import { shortId } from '../../network/governance/proposal.ts'
import type { Leaver } from '../../network/governance/removal.ts'
import {
  isRemoved,
  mayStop,
  type RemovalStep,
  type RemovalView,
  removalSteps,
} from '../../network/governance/removal-steps.ts'
import { titleOf } from '../../network/governance/words.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { worksElsewhere } from '../agent/refuse-elsewhere.ts'
import { withLogs } from '../checkpoint/logs.ts'
import { takePart } from '../checkpoint/take-part.ts'
import type { Environment } from '../environment.ts'
import { type AtWork, asMember } from './as-member.ts'
import { carryOn } from './carry-on.ts'
import { castVote } from './cast-vote.ts'
import { connectOwn } from './connect-own.ts'
import { readFleets } from './fleets.ts'
import type { Location } from './location.ts'
import { needsKey } from './offline.ts'
import { putToVote } from './put-to-vote.ts'
import { readRemoval } from './removal-view.ts'

/** Milliseconds between two looks while there is nothing to do but wait. */
const REST = 1_000

export interface Removing {
  readonly env: Environment
  readonly location: Location
  readonly me: string
  readonly member: string
  readonly text: string | undefined
  /** Goes on until the member is out, and those who stay sign; for who leaves itself, until it may stop its nodes. */
  readonly wait: boolean
}

export interface Removed {
  readonly view: RemovalView
  readonly did: readonly string[]
  /** That belong to the member: their devices end with its membership. */
  readonly fleets: readonly number[]
}

/**
 * This member's part in removing one, as far as it goes now: proposes what nobody has, votes for it, carries on what
 * passed, hands the signer set over. The chain is the only memory, so that it is safe to kill and to repeat.
 */
export async function removeMember(removing: Removing): Promise<Removed> {
  const { env, location, me, member, wait } = removing
  const provider = await connectOwn(location, env.home, env)
  const did: string[] = []
  try {
    for (;;) {
      const view = await readRemoval(provider, me, member)
      const done = removalSteps(view).length > 0 ? await workOnce(removing) : []
      did.push(...done)
      const after = await readRemoval(provider, me, member)
      if (wait ? await isOver(after, provider) : done.length === 0) {
        const fleets = (await readFleets(provider)).filter((fleet) => fleet.member === member)
        return { view: after, did, fleets: fleets.map(({ fleet }) => fleet) }
      }
      if (done.length === 0) await setTimeout(REST, undefined, { signal: env.signal })
    }
  } finally {
    provider.destroy()
  }
}

/** A chain without QBFT names no validators. */
async function isOver(view: RemovalView, provider: JsonRpcProvider): Promise<boolean> {
  if (view.me !== view.member.name) return isRemoved(view)
  return mayStop(view, await provider.send('qbft_getValidatorsByBlockNumber', ['latest']).catch(() => undefined))
}

/** Seen again once the home is held: meanwhile its own agent, or another command, may have done it. */
async function workOnce({ env, me, member, text }: Removing): Promise<string[]> {
  return asMember(env, async (at) => {
    const did: string[] = []
    const view = await readRemoval(at.provider, me, member)
    for (const step of removalSteps(view)) {
      // What it has signed, the agent's home alone knows: the agent does it.
      if (step.kind === 'hand-over' && (await worksElsewhere(at.location, at.home.dir, env))) continue
      if (step.kind === 'hand-over' && env.offline !== undefined)
        throw needsKey('the handover of the signer set', 'checkpoint')
      const done = await take(at, step, { text, member: view.member }).catch((error) => overtaken(error, env))
      if (done === undefined) continue
      env.progress(done)
      did.push(done)
    }
    return did
  })
}

interface Taking {
  readonly text: string | undefined
  readonly member: Leaver
}

async function take(at: AtWork, step: RemovalStep, { text, member }: Taking): Promise<string | undefined> {
  switch (step.kind) {
    case 'propose': {
      const { id, title } = await putToVote(at, step.actions, { text })
      return `proposed ${shortId(id)}: ${title}`
    }
    case 'vote': {
      await castVote(at, { id: step.proposal.id, choice: 'for', reason: '' })
      return `voted for ${shortId(step.proposal.id)}: ${titleOf(step.proposal.actions, [member])}`
    }
    case 'queue':
    case 'execute': {
      await carryOn(at, step.proposal, step.kind)
      return `${step.kind === 'queue' ? 'queued' : 'executed'} ${shortId(step.proposal.id)}: ${titleOf(step.proposal.actions, [member])}`
    }
    case 'withdraw': {
      await carryOn(at, step.proposal, 'cancel')
      return `took back ${shortId(step.proposal.id)}, which says what an older one does`
    }
    case 'hand-over': {
      const part = await withLogs(at.home, (logs) => takePart(at, logs))
      return part.did === 'nothing' ? undefined : `checkpoints: ${part.did}`
    }
  }
}

/** Agents do the same work: where one was faster, the next look shows it. Any other refusal is told, and looked at again. */
function overtaken(error: unknown, { progress }: Environment): undefined {
  if (!(error instanceof QuorateError) || !['CHAIN_REFUSED', 'TRANSACTION_REVERTED'].includes(error.code)) throw error
  progress(error.message)
  return undefined
}
