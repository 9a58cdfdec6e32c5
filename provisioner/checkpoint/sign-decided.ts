import type { JsonRpcProvider } from 'ethers'
import type { Hex } from '../../network/hex.ts'
import type { AtWork } from '../chain/as-member.ts'
import { read } from '../chain/read.ts'
import { type Attempt, sealLists } from './decided.ts'
import type { Derivation } from './derive.ts'
import { holdsKeyOf } from './holds-key.ts'
import { judge } from './judge.ts'
import { logsOf } from './logs-of.ts'
import { post } from './post.ts'
import type { Subject } from './released.ts'
import { signOnce } from './sign-once.ts'
import type { Part } from './take-part.ts'

interface Decided {
  readonly attempts: readonly Attempt[]
  readonly signed: readonly Subject[]
  readonly me: Hex
}

/**
 * Signs the oldest decided checkpoint that waits for this member's signature: one with fewer than M, since the public chains
 * take them in order, or the newest. Undefined where none waits.
 */
export async function signDecided(at: AtWork, from: Derivation, decided: Decided): Promise<Part | undefined> {
  const { attempts, me } = decided
  const complete = await completed(at.provider)
  for (const attempt of await waiting(at, decided, complete)) {
    const { sequence, epoch } = attempt.checkpoint
    const before = { ...from, decided: from.decided.slice(0, attempts.indexOf(attempt)) }
    const agreed = await read(at.provider, 'CheckpointBoard', 'agreedBy', BigInt(sequence), attempt.digest, me)
    const { checkpoint, digest } = attempt
    const seals = await sealLists(at.provider, digest)
    const judgement = await judge(at, before, { checkpoint, epoch, seals, agreed, decided: true })
    // M have signed it: the next one may need this member more than this one does.
    if (judgement === 'unseen' && complete.has(sequence)) continue
    if (judgement !== 'ours')
      return { did: 'nothing', why: 'what was decided is not what this member’s own node says', sequence }
    const subject = { kind: 'checkpoint', number: sequence, digest } as const
    const { r, vs } = await signOnce({ journal: at.journal, key: at.signer('checkpoint') }, subject)
    const what = `signature of checkpoint ${sequence}`
    if (await post(at, { name: 'sign', given: [sequence, digest, r, vs], what }))
      return { did: 'signed', sequence, digest }
  }
  return undefined
}

async function waiting(
  at: AtWork,
  { attempts, signed, me }: Decided,
  complete: ReadonlySet<number>,
): Promise<Attempt[]> {
  const found: Attempt[] = []
  for (const attempt of attempts) {
    const { sequence, epoch } = attempt.checkpoint
    if (signed.some(({ kind, number }) => kind === 'checkpoint' && number === sequence)) continue
    if (complete.has(sequence) && attempt !== attempts.at(-1)) continue
    if (await holdsKeyOf(at, epoch, me)) found.push(attempt)
  }
  return found
}

/** The sequences of which M signatures are on the board. */
async function completed(provider: JsonRpcProvider): Promise<Set<number>> {
  const range = { from: 0, to: await provider.getBlockNumber() }
  const logs = await logsOf(provider, { CheckpointBoard: ['CheckpointCompleted'] }, range)
  return new Set(logs.map(({ event }) => Number(event.args['sequence'])))
}
