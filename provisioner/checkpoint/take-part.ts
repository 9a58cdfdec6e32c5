import { Interface } from 'ethers'
import { type Checkpoint, FIRST_PREVIOUS } from '../../network/checkpoint/checkpoint.ts'
import { checkpointStructHash } from '../../network/checkpoint/checkpoint-hash.ts'
import { contracts } from '../../network/genesis/contracts.ts'
import type { Hex } from '../../network/hex.ts'
import { organisationId } from '../../network/slug.ts'
import type { AtWork } from '../chain/as-member.ts'
import { read } from '../chain/read.ts'
import { chainTime } from '../chain/wait-until.ts'
import { type Attempt, readAttempts, readDecided } from './decided.ts'
import { type Derivation, deriveCheckpoint } from './derive.ts'
import { finalBlock, isFinal } from './reference.ts'
import { signOnce } from './sign-once.ts'

/** What a member did when it was asked to take part, or why there was nothing to do. */
export type Part =
  | { readonly did: 'proposed' | 'agreed' | 'signed'; readonly sequence: number; readonly digest: Hex }
  | { readonly did: 'nothing'; readonly why: string; readonly sequence: number }

const board = new Interface(contracts.CheckpointBoard.abi)

/**
 * This member's next step towards a checkpoint, by what its own node says: sign what was decided; else agree to an attempt
 * whose every field it derives itself; else propose when its turn has come.
 */
export async function takePart(at: AtWork, derivation: Derivation): Promise<Part> {
  const decided = await readDecided(at.provider)
  const from = { ...derivation, decided: decided.map(({ checkpoint }) => checkpoint) }
  const me = organisationId(at.home.record.member)
  const last = decided.at(-1)
  if (
    last !== undefined &&
    !(await read(at.provider, 'CheckpointBoard', 'signedBy', BigInt(last.checkpoint.sequence), me))
  ) {
    return sign(at, { ...from, decided: from.decided.slice(0, -1) }, last)
  }
  const sequence = (last?.checkpoint.sequence ?? 0) + 1
  for (const attempt of (await readAttempts(at.provider)).filter(
    ({ checkpoint }) => checkpoint.sequence === sequence,
  )) {
    const agreed = await read(at.provider, 'CheckpointBoard', 'agreedBy', BigInt(sequence), attempt.digest, me)
    if (!agreed && (await isOurs(at, from, attempt))) return agree(at, attempt)
  }
  return propose(at, from, { me, sequence })
}

/** Whether every field is what this member's own nodes say. */
async function isOurs(at: AtWork, from: Derivation, { checkpoint, digest }: Attempt): Promise<boolean> {
  const own = await deriveCheckpoint(from, checkpoint.blockNumber, checkpoint.notBefore)
  return (
    checkpointStructHash(own) === checkpointStructHash(checkpoint) &&
    digest !== '0x' &&
    (await isAfter(at, checkpoint, from))
  )
}

/** While the reference chain is out of reach, only the block that was named last may be named again. */
async function isAfter(at: AtWork, { notBefore }: Checkpoint, { decided }: Derivation): Promise<boolean> {
  if (at.reference === undefined) return notBefore === (decided.at(-1)?.notBefore ?? FIRST_PREVIOUS)
  return isFinal(at.reference, notBefore)
}

async function agree(at: AtWork, { checkpoint, digest }: Attempt): Promise<Part> {
  const { sequence } = checkpoint
  const data = board.encodeFunctionData('agree', [sequence, digest])
  await at.send({ contract: 'CheckpointBoard', data, what: `agreement to checkpoint ${sequence}`, as: 'agent' })
  return { did: 'agreed', sequence, digest }
}

async function sign(at: AtWork, from: Derivation, attempt: Attempt): Promise<Part> {
  const { sequence } = attempt.checkpoint
  if (!(await isOurs(at, from, attempt))) {
    return { did: 'nothing', why: 'what was decided is not what this member’s own node says', sequence }
  }
  const key = at.signer('checkpoint')
  const { r, vs } = await signOnce({ journal: at.journal, key }, { sequence, digest: attempt.digest })
  const data = board.encodeFunctionData('sign', [sequence, attempt.digest, r, vs])
  await at.send({ contract: 'CheckpointBoard', data, what: `signature of checkpoint ${sequence}`, as: 'agent' })
  return { did: 'signed', sequence, digest: attempt.digest }
}

async function propose(at: AtWork, from: Derivation, { me, sequence }: { me: Hex; sequence: number }): Promise<Part> {
  const now = await chainTime(at.provider)
  const [turn, window] = await Promise.all([
    read(at.provider, 'CheckpointBoard', 'turnOf', me),
    read(at.provider, 'CheckpointBoard', 'windowAt', BigInt(now)),
  ])
  const before = from.decided.at(-1)
  if (before !== undefined && Number(window) <= before.window) {
    return { did: 'nothing', why: 'the present window has its checkpoint', sequence }
  }
  if (now < Number(turn)) return { did: 'nothing', why: 'another member’s turn to propose', sequence }
  const notBefore = (at.reference && (await finalBlock(at.reference))) ?? before?.notBefore ?? FIRST_PREVIOUS
  const checkpoint = await deriveCheckpoint(from, await at.provider.getBlockNumber(), notBefore)
  const data = board.encodeFunctionData('propose', [checkpoint, []])
  await at.send({ contract: 'CheckpointBoard', data, what: `proposal of checkpoint ${sequence}`, as: 'agent' })
  const [mine] = (await readAttempts(at.provider)).filter(
    (attempt) => checkpointStructHash(attempt.checkpoint) === checkpointStructHash(checkpoint),
  )
  return { did: 'proposed', sequence, digest: mine?.digest ?? '0x' }
}
