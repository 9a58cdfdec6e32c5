import type { DoctorCode } from './codes.ts'
import type { ExaminedNode, Facts } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'
import { type LogEntry, logEntries } from './log-line.ts'
import { printable } from './printable.ts'

/** What Besu 26 writes when it happens; first match counts. */
const SIGNS: readonly (readonly [DoctorCode, RegExp])[] = [
  ['CLOCK_SKEW_SEVERE', /timestamp \d+ is greater than the timestamp margin \d+/],
  ['NODE_GENESIS_OTHER', /Supplied genesis block does not match chain data/],
  ['DATA_NEWER', /Besu version \S+ is lower than version \S+ that last started\. Remove/],
  ['STATE_ROOT_MISMATCH', /World State Root does not match expected value|state ?root mismatch/],
  ['WORLD_STATE_MISSING', /world ?state (is )?(not available|unavailable)/i],
  ['DISK_EXHAUSTED', /Disk full detected|No space left on device/],
  ['DATABASE_BUSY', /lock hold by current process|While lock file:.*(LOCK|Resource temporarily unavailable)/],
  ['PORT_TAKEN', /Port\(s\) '\[[^\]]*\]' already in use|Failed to bind .* listener/],
  ['OUT_OF_MEMORY', /java\.lang\.OutOfMemoryError/],
  ['CONNECTIONS_FULL', /Rejecting new connection from .* active connections limit reached/],
  ['ALLOWLIST_LOCKOUT', /Specified node\(s\) not in nodes-allowlist/],
  ['DNS_FROZEN', /--Xdns-enabled is true but --Xdns-update-enabled flag is false/],
  ['NAT_FAILED', /Nat manager failed to configure itself/],
  ['MESSAGE_UNREADABLE', /\bRLPException\b/],
  ['BLOCK_REFUSED', /Invalid block(?! header: timestamp)\b/],
]

/** Seconds after which what a running node wrote is the past. */
const RECENT = 15 * 60

/** One finding a sign and node, by its newest line. Of a node that does not run all is recent: it says why it ended. */
export function logSigns({ nodes, now }: Facts): DoctorFinding[] {
  return nodes.flatMap((node) => signsOf(node, now))
}

/** What the newest line that tells anything says: why a node that does not run has ended. */
export function causeIn(log: readonly string[]): DoctorCode | undefined {
  return log.map(signIn).findLast((code) => code !== undefined)
}

function signIn(text: string): DoctorCode | undefined {
  return SIGNS.find(([, sign]) => sign.test(text))?.[0]
}

function signsOf({ node, log, state }: ExaminedNode, now: number): DoctorFinding[] {
  const found = new Map<DoctorCode, { entry: LogEntry; count: number }>()
  for (const entry of logEntries(log ?? [])) {
    if (state === 'running' && entry.time !== undefined && now - entry.time > RECENT) continue
    const code = signIn(entry.text)
    if (code !== undefined) found.set(code, { entry, count: (found.get(code)?.count ?? 0) + 1 })
  }
  return [...found].map(([code, { entry, count }]) => {
    const times = count === 1 ? 'once' : `${count} times`
    return finding(code, node, { says: `The log of ${node} says so ${times}: ${printable(entry.text)}` })
  })
}
