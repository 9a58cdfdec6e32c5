import type { JsonRpcProvider } from 'ethers'
import type { SignerSet } from '../../network/checkpoint/evidence.ts'
import { handoverDigest } from '../../network/checkpoint/handover.ts'
import type { Hex } from '../../network/hex.ts'
import type { AtWork } from '../chain/as-member.ts'
import { read } from '../chain/read.ts'
import { holdsKeyOf } from './holds-key.ts'
import { post } from './post.ts'
import type { Subject } from './released.ts'
import { signOnce } from './sign-once.ts'

export interface Epoch {
  readonly signers: SignerSet
  /** The last checkpoint decided before it opened. */
  readonly headSequence: number
  /** How many of the set before have signed the handover to it. */
  readonly signatures: number
}

export async function readEpoch(provider: JsonRpcProvider, number: number): Promise<Epoch> {
  const epoch = await read(provider, 'CheckpointBoard', 'epoch', BigInt(number))
  const set = epoch.keys.map((key) => key.toLowerCase() as Hex)
  return {
    signers: { set, threshold: Number(epoch.threshold) },
    headSequence: Number(epoch.headSequence),
    signatures: Number(epoch.signatures),
  }
}

/** Signs the handovers that wait for this member, as one of the set before. @returns the epoch it signed for. */
export async function signHandovers(
  at: AtWork,
  { signed, me, current }: { signed: readonly Subject[]; me: Hex; current: number },
): Promise<number | undefined> {
  for (let number = 2; number <= current; number += 1) {
    if (signed.some((subject) => subject.kind === 'handover' && subject.number === number)) continue
    if (!(await holdsKeyOf(at, number - 1, me))) continue
    const [before, next] = await Promise.all([readEpoch(at.provider, number - 1), readEpoch(at.provider, number)])
    if (next.signatures >= before.signers.threshold) continue
    const { headSequence, signers } = next
    const digest = handoverDigest(at.location.lock.founding.networkId, { epoch: number, headSequence, signers })
    const subject = { kind: 'handover', number, digest } as const
    const { r, vs } = await signOnce({ journal: at.journal, key: at.signer('checkpoint') }, subject)
    if (await post(at, { name: 'signHandover', given: [number, r, vs], what: `handover to epoch ${number}` }))
      return number
  }
  return undefined
}
