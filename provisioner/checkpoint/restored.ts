import { zeroPadValue } from 'ethers'
import type { JsonRpcProvider } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import type { Hex } from '../../network/hex.ts'
import { interfaceOf } from '../chain/interface-of.ts'
import type { Journal } from '../journal/journal.ts'
import { releasedFor } from './sign-once.ts'

/** The journal learns that it forgot: it is an older one, restored from a backup. */
export const FORGOTTEN = 'checkpoint.forgotten'

/**
 * Whether this member has to sit out. The board tells which sequences it signed; one that its journal does not know means
 * that the journal was restored from a backup, and what else it forgot cannot be known. So it takes no part until a whole
 * window has passed: by then all that it ever sent is on the board.
 * @param window the present one.
 */
export async function sitsOut(
  journal: Journal,
  { signed, window }: { signed: readonly number[]; window: number },
): Promise<boolean> {
  const unknown = signed.filter((sequence) => releasedFor(journal, sequence) === undefined)
  if (unknown.length > 0) await journal.append({ event: FORGOTTEN, sequences: unknown, window })
  const last = journal.entries().findLast(({ event }) => event === FORGOTTEN)
  return last !== undefined && window <= Number(last['window']) + 1
}

/** Every sequence of which the board holds a signature of an organisation. */
export async function signedOnBoard(provider: JsonRpcProvider, organisation: Hex): Promise<number[]> {
  const topic = interfaceOf('CheckpointBoard').getEvent('CheckpointSigned')?.topicHash ?? ''
  const topics = [topic, null, zeroPadValue(organisation, 32)]
  const logs = await provider.getLogs({ address: predeploys.CheckpointBoard, topics, fromBlock: 0 })
  return logs.map((log) => Number(BigInt(log.topics[1] ?? '0x0')))
}
