import { randomBytes } from 'node:crypto'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { QuorateError } from '../../../network/quorate-error.ts'
import { writeNew } from '../../home/atomic-file.ts'
import { BOOT_ID, bootId, isAlive, type ProcessIdentity } from '../../home/process-identity.ts'
import { type NodePaths, namesIn } from './paths.ts'

/**
 * How a node's process is known, whatever happens to who started it. The starter leaves a ticket; the new process writes
 * down who it is and, before it becomes Besu, renames the ticket to a claim. Who comes later takes unused tickets back
 * first: from then on no process that was started before can still become a node.
 */
const TICKET = 'ticket.'
const CLAIM = 'claim.'
const IDENTITY = 'process.'

export interface ClaimFiles {
  readonly ticket: string
  readonly claim: string
  readonly identity: string
}

export async function writeTicket({ folder }: NodePaths): Promise<ClaimFiles> {
  const id = randomBytes(8).toString('hex')
  const files = {
    ticket: join(folder, `${TICKET}${id}`),
    claim: join(folder, `${CLAIM}${id}`),
    identity: join(folder, `${IDENTITY}${id}`),
  }
  await writeNew(files.ticket, '')
  return files
}

/**
 * For `sh -c`, with ticket, claim, identity, and then a command: it becomes that command, with its own pid, and never where
 * that could not be written down.
 */
export const CLAIMING = [
  'ticket=$1 claim=$2 identity=$3',
  'shift 3',
  'umask 077',
  `{ echo $$ && { cat /proc/$$/stat ${BOOT_ID} 2>/dev/null || :; }; } >"$identity" && [ -s "$identity" ] || exit 70`,
  'mv "$ticket" "$claim" || { rm -f "$identity"; exit 75; }',
  'exec "$@"',
].join('\n')

export interface Claimed extends ProcessIdentity {
  /** Unix seconds. */
  readonly since: number
}

/**
 * The process that is this node now.
 * @throws QuorateError CLAIM_UNREADABLE where some process became it, and which one cannot be told.
 */
export async function runningClaim(paths: NodePaths): Promise<Claimed | undefined> {
  for (const name of await namesIn(paths.folder, (entry) => entry.startsWith(CLAIM))) {
    const claim = join(paths.folder, name)
    const identity = await readIdentity(join(paths.folder, name.replace(CLAIM, IDENTITY)))
    const since = await madeAt(claim)
    // Whoever ended it has taken it away meanwhile.
    if (since === undefined) continue
    if (identity === undefined) {
      if (since < Date.now() / 1000 - uptime()) continue
      throw unreadable(paths, claim)
    }
    const { boot, ...claimed } = identity
    if (boot !== undefined && boot !== (bootId() ?? boot)) continue
    if (await lives(claimed)) return { ...claimed, since: Math.floor(since) }
  }
  return undefined
}

/** Only for the holder of the node's lock. */
export async function takeTicketsBack({ folder }: NodePaths): Promise<void> {
  await removeAll(folder, TICKET)
}

/** Only for the holder of the node's lock, when no ticket is out and its process has ended. */
export async function removeClaims({ folder }: NodePaths): Promise<void> {
  await removeAll(folder, CLAIM)
  await removeAll(folder, IDENTITY)
}

/**
 * A process that ended and was not asked after by its parent still has a pid; it is no node. Its first thread ends
 * before the others do, and they still hold its ports.
 */
export async function lives(identity: ProcessIdentity): Promise<boolean> {
  if (!isAlive(identity)) return false
  const place = `/proc/${identity.pid}`
  const stat = await readFile(`${place}/stat`, 'utf8').catch(() => '')
  if (!/^\) [ZX]/.test(stat.slice(stat.lastIndexOf(')')))) return true
  const threads = await readdir(`${place}/task`).catch(() => [])
  return threads.length > 1
}

/** Seconds, when a claim was made; undefined where it is gone. What was made before this machine started runs no more. */
async function madeAt(claim: string): Promise<number | undefined> {
  const found = await stat(claim).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  return found && found.ctimeMs / 1000
}

function unreadable({ files }: NodePaths, claim: string): QuorateError {
  return new QuorateError('CLAIM_UNREADABLE', `A process became a node, and ${claim} does not say which one it is.`, {
    facts: { claim },
    remedy: `End it by hand where it runs (\`pgrep -f ${files}/\` finds it), remove ${claim}, and run this again.`,
  })
}

async function removeAll(folder: string, prefix: string): Promise<void> {
  for (const name of await namesIn(folder, (entry) => entry.startsWith(prefix))) {
    await rm(join(folder, name), { force: true })
  }
}

interface Identity extends ProcessIdentity {
  /** Absent where the machine has none, and in claims from before it was kept. */
  readonly boot?: string
}

/** A pid, then its /proc/PID/stat where there is one (proc(5): field 22 is the start in clock ticks), then the boot's id. */
async function readIdentity(file: string): Promise<Identity | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const [first = '', ...rest] = text.split('\n')
  if (!/^[1-9][0-9]*$/.test(first)) return undefined
  const line = rest.join('\n')
  const started = Number(line.slice(line.lastIndexOf(')') + 2).split(/\s/)[19] ?? 0)
  const boot = /^[0-9a-f-]{36}$/m.exec(line)?.[0]
  const identity = { pid: Number(first), started: Number.isSafeInteger(started) ? started : 0 }
  return boot === undefined ? identity : { ...identity, boot }
}
