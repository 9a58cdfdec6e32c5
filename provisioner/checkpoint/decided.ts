import type { JsonRpcProvider, LogDescription } from 'ethers'
import { type Checkpoint, checkpointFields, checkpointSchema } from '../../network/checkpoint/checkpoint.ts'
import { checkpointDigest } from '../../network/checkpoint/checkpoint-hash.ts'
import type { Hex } from '../../network/hex.ts'
import { read } from '../chain/read.ts'
import { logsOf } from './logs-of.ts'

/** An attempt at a checkpoint, as it was put on the board. */
export interface Attempt {
  readonly checkpoint: Checkpoint
  readonly digest: Hex
  /** Seals of its block at round 0, as its proposer gave them: 65 bytes each. None on a network without consensus. */
  readonly seals: readonly Hex[]
}

/** Every attempt ever made; each digest is computed here, so that a log of another content is none. */
export async function readAttempts(provider: JsonRpcProvider): Promise<Attempt[]> {
  const range = { from: 0, to: await provider.getBlockNumber() }
  const logs = await logsOf(provider, { CheckpointBoard: ['CheckpointProposed'] }, range)
  return logs.flatMap(({ event }) => attemptOf(event) ?? [])
}

/**
 * The seals that were given with a digest, one list for each time it was proposed: nothing keeps one of them from being made
 * up, and put on the board first.
 */
export async function sealLists(provider: JsonRpcProvider, digest: Hex): Promise<(readonly Hex[])[]> {
  const given = (await readAttempts(provider)).filter((attempt) => attempt.digest === digest)
  return given.map(({ seals }) => seals)
}

/** The checkpoints that were decided, in order; of one that several proposed, as the first of them did. */
export async function readDecided(provider: JsonRpcProvider): Promise<Attempt[]> {
  const [head, attempts] = await Promise.all([read(provider, 'CheckpointBoard', 'head'), readAttempts(provider)])
  const decided: Attempt[] = []
  for (let sequence = 1n; sequence <= head.sequence; sequence += 1n) {
    const { digest } = await read(provider, 'CheckpointBoard', 'decision', sequence)
    const attempt = attempts.find((candidate) => candidate.digest === digest)
    if (attempt === undefined) throw new RangeError(`the node hides the fields of checkpoint ${sequence}`)
    decided.push(attempt)
  }
  return decided
}

function attemptOf({ args }: LogDescription): Attempt | undefined {
  const given = args['checkpoint']
  const fields = checkpointFields.map((field) => {
    const value = given[field]
    return [field, typeof value === 'bigint' ? Number(value) : value]
  })
  const parsed = checkpointSchema.safeParse(Object.fromEntries(fields))
  if (!parsed.success || checkpointDigest(parsed.data) !== args['digest']) return undefined
  return { checkpoint: parsed.data, digest: args['digest'], seals: [...args['seals']] }
}
