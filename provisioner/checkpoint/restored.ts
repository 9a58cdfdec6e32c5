import { type JsonRpcProvider, zeroPadValue } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import type { Hex } from '../../network/hex.ts'
import { readLogs } from '../chain/read-logs.ts'
import type { Journal } from '../journal/journal.ts'
import { LOST } from '../journal/journal-line.ts'
import { FORGOTTEN, releasedFor, type Subject } from './released.ts'

/** As `kind` of a forgotten signature: which, a restored home cannot say. `window` is null until the board is looked at. */
export const HOME = 'home'

/**
 * Whether this member has to sit out. The board tells what it signed; what its journal does not know of that means that
 * the journal was restored from a backup, and what else it forgot cannot be known. `quorate restore` says so itself, since
 * a signature that was on its way is on no board yet; so does a journal that took the place of a lost one. So the member takes no part until a whole window has passed: by then
 * all that it ever sent is on the board, where it is read again.
 * @param signed all that the board holds signatures of this member for.
 * @param window the present one.
 * @param now Unix seconds by the newest block. Before the moment of a restore, the own node still catches up: what it calls
 * the present window is long past, and no window is counted yet. A moment that has not come by the journal's clock is noted anew.
 */
export async function sitsOut(
  journal: Journal,
  { signed, window, now }: { signed: readonly Subject[]; window: number; now?: number },
): Promise<boolean> {
  const unknown = signed.filter((subject) => releasedFor(journal, subject) === undefined)
  for (const { kind, number } of unknown) await journal.append({ event: FORGOTTEN, kind, number, window })
  await noteLost(journal)
  const restored = journal.entries().findLast(({ event, kind }) => event === FORGOTTEN && kind === HOME)
  if (restored?.['window'] === null) {
    const since = Number(restored['since'])
    if (now !== undefined && now < since) {
      // A moment that has not come: the clock was ahead at the restore. A chain ahead of it says that it is behind now.
      const clock = journal.now()
      if (now <= clock && clock < since)
        await journal.append({ event: FORGOTTEN, kind: HOME, window: null, since: clock })
      return true
    }
    await journal.append({ event: FORGOTTEN, kind: HOME, window })
  }
  const last = journal.entries().findLast(({ event }) => event === FORGOTTEN)
  return last !== undefined && window <= Number(last['window']) + 1
}

/** A journal that was lost forgot as much as one that was restored. */
async function noteLost(journal: Journal): Promise<void> {
  const entries = journal.entries()
  const lost = entries.findLastIndex(({ event }) => event === LOST)
  const noted = entries.findLastIndex(({ event, kind }) => event === FORGOTTEN && kind === HOME)
  if (lost > noted) {
    const since = Math.floor(Date.parse(entries[lost]?.at ?? '') / 1000)
    await journal.append({ event: FORGOTTEN, kind: HOME, window: null, since })
  }
}

/** All that the board holds signatures of an organisation for. */
export async function signedOnBoard(provider: JsonRpcProvider, organisation: Hex): Promise<Subject[]> {
  const board = interfaceOf('CheckpointBoard')
  const [checkpoint, handover] = ['CheckpointSigned', 'HandoverSigned'].map(
    (name) => board.getEvent(name)?.topicHash ?? '',
  )
  const topics = [[checkpoint ?? '', handover ?? ''], null, zeroPadValue(organisation, 32)]
  const range = { from: 0, to: await provider.getBlockNumber() }
  const logs = await readLogs(provider, { address: predeploys.CheckpointBoard, topics }, range)
  return logs.map(({ topics: [event, number] }) => ({
    kind: event === checkpoint ? 'checkpoint' : 'handover',
    number: Number(BigInt(number ?? '0x0')),
  }))
}
