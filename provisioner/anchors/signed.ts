import type { JsonRpcProvider, LogDescription } from 'ethers'
import type { Checkpoint } from '../../network/checkpoint/checkpoint.ts'
import type { SignerSet } from '../../network/checkpoint/evidence.ts'
import { fromCompact, recoverAddress } from '../../network/checkpoint/recover.ts'
import { fromHex, type Hex } from '../../network/hex.ts'
import type { Attempt } from '../checkpoint/decided.ts'
import { readEpoch } from '../checkpoint/hand-over.ts'
import { logsOf } from '../checkpoint/logs-of.ts'

/** EIP-2098, and whose it is. */
export interface Signature {
  readonly r: Hex
  readonly vs: Hex
  readonly signer: Hex
}

/** What a public chain asks for: exactly M signatures, ascending by signer, and the whole set that they are of. */
interface Signed {
  readonly signatures: readonly Signature[]
  readonly signers: SignerSet
}

export interface SignedCheckpoint extends Signed {
  readonly checkpoint: Checkpoint
}

/** The set of the epoch before names the next one. */
export interface SignedHandover extends Signed {
  readonly epoch: number
  readonly next: SignerSet
  /** The last checkpoint before it. */
  readonly headSequence: number
}

/** Collects the signatures of a decided checkpoint from the board; undefined while there are fewer than M. */
export async function signedCheckpoint(
  provider: JsonRpcProvider,
  { checkpoint, digest }: Attempt,
): Promise<SignedCheckpoint | undefined> {
  const { signers } = await readEpoch(provider, checkpoint.epoch)
  const events = await eventsOf(provider, 'CheckpointSigned')
  const signatures = collect(
    events.filter(({ args }) => args['digest'] === digest),
    signers,
  )
  return signatures && { checkpoint, signatures, signers }
}

/** Collects the signatures of the handover to an epoch; undefined while there are fewer than M of the set before. */
export async function signedHandover(provider: JsonRpcProvider, epoch: number): Promise<SignedHandover | undefined> {
  const [before, next] = await Promise.all([readEpoch(provider, epoch - 1), readEpoch(provider, epoch)])
  const events = await eventsOf(provider, 'HandoverSigned')
  const signatures = collect(
    events.filter(({ args }) => Number(args['epoch']) === epoch),
    before.signers,
  )
  if (signatures === undefined) return undefined
  return { epoch, next: next.signers, headSequence: next.headSequence, signatures, signers: before.signers }
}

async function eventsOf(provider: JsonRpcProvider, event: 'CheckpointSigned' | 'HandoverSigned') {
  const range = { from: 0, to: await provider.getBlockNumber() }
  return (await logsOf(provider, { CheckpointBoard: [event] }, range)).map((log) => log.event)
}

function collect(events: readonly LogDescription[], { set, threshold }: SignerSet): Signature[] | undefined {
  const signatures = events
    .flatMap(signatureOf)
    .filter(({ signer }) => set.includes(signer))
    .sort((a, b) => (a.signer < b.signer ? -1 : 1))
  return signatures.length < threshold ? undefined : signatures.slice(0, threshold)
}

function signatureOf({ args }: LogDescription): Signature[] {
  const { digest, r, vs } = args as unknown as { digest: Hex; r: Hex; vs: Hex }
  const signature = fromCompact(fromHex(`${r}${vs.slice(2)}`))
  const signer = signature && recoverAddress(fromHex(digest), signature)
  return signer === undefined ? [] : [{ r, vs, signer }]
}
