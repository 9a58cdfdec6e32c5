import type { JsonRpcProvider } from 'ethers'
import type { Action } from '../../network/governance/action.ts'
import {
  expelledBy,
  expulsionWait,
  handoverWait,
  type HeldBack,
  type Owed,
} from '../../network/governance/expulsion-wait.ts'
import { organisationId, slugOf } from '../../network/slug.ts'
import { read } from './read.ts'

interface Affiliated {
  readonly name: string
  readonly status: 'candidate' | 'active' | 'suspended' | 'expelled'
}

/** Why calls that end a membership have to wait for signatures; undefined where they do not, or end none. */
export async function readExpulsionWait(
  provider: JsonRpcProvider,
  actions: readonly Action[],
  members: readonly Affiliated[],
): Promise<HeldBack | undefined> {
  const leaving = expelledBy(actions)
  if (leaving.length === 0) return undefined
  const number = await read(provider, 'CheckpointBoard', 'currentEpoch')
  const [handed, decided, next] = await Promise.all([
    handovers(provider, number),
    checkpoints(provider),
    following(provider, number),
  ])
  return expulsionWait(leaving, { owed: [...handed, ...decided], next, active: activeOf(members) })
}

/** Why a member cannot go at all before others may sign without it; undefined where nothing of the kind stands in its way. */
export async function readHandoverWait(
  provider: JsonRpcProvider,
  leaving: string,
  members: readonly Affiliated[],
): Promise<HeldBack | undefined> {
  const next = await following(provider, await read(provider, 'CheckpointBoard', 'currentEpoch'))
  return handoverWait([leaving], { next, active: activeOf(members) })
}

const activeOf = (members: readonly Affiliated[]) =>
  new Set(members.filter(({ status }) => status === 'active').map(({ name }) => name))

/** The handover that follows once the signers of this epoch are others. */
async function following(provider: JsonRpcProvider, number: bigint): Promise<Owed> {
  const { threshold, organisations } = await read(provider, 'CheckpointBoard', 'epoch', number)
  const subject = `the handover to epoch ${number + 1n}`
  return { subject, lacking: Number(threshold), unheard: organisations.map(slugOf) }
}

/** The newest ones, back to one that enough have signed: they are signed in order. */
async function handovers(provider: JsonRpcProvider, current: bigint): Promise<Owed[]> {
  const owed: Owed[] = []
  for (let number = current; number > 1n; number -= 1n) {
    const [before, { signatures }] = await Promise.all([
      read(provider, 'CheckpointBoard', 'epoch', number - 1n),
      read(provider, 'CheckpointBoard', 'epoch', number),
    ])
    if (signatures >= before.threshold) break
    const heard = (member: string) =>
      read(provider, 'CheckpointBoard', 'handoverSignedBy', number, organisationId(member))
    const lacking = Number(before.threshold - signatures)
    owed.push({
      subject: `the handover to epoch ${number}`,
      lacking,
      unheard: await missing(before.organisations, heard),
    })
  }
  return owed
}

async function checkpoints(provider: JsonRpcProvider): Promise<Owed[]> {
  const owed: Owed[] = []
  let decision = await read(provider, 'CheckpointBoard', 'head')
  while (decision.sequence > 0n && decision.signatures < decision.threshold) {
    const { sequence, epoch, threshold, signatures } = decision
    const { organisations } = await read(provider, 'CheckpointBoard', 'epoch', epoch)
    const heard = (member: string) => read(provider, 'CheckpointBoard', 'signedBy', sequence, organisationId(member))
    const lacking = Number(threshold - signatures)
    owed.push({ subject: `checkpoint ${sequence}`, lacking, unheard: await missing(organisations, heard) })
    if (sequence === 1n) break
    decision = await read(provider, 'CheckpointBoard', 'decision', sequence - 1n)
  }
  return owed
}

async function missing(
  organisations: readonly string[],
  heard: (member: string) => Promise<boolean>,
): Promise<string[]> {
  const names = organisations.map(slugOf)
  const signed = await Promise.all(names.map(heard))
  return names.filter((_, i) => !signed[i])
}
