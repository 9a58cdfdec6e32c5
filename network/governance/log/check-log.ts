import type { Founding } from '../../ceremony/founding.ts'
import { predeploys } from '../../genesis/addresses.ts'
import type { Hex } from '../../hex.ts'
import { differences } from './differences.ts'
import { type Entry, headsOf } from './entry.ts'
import { type Founders, genesisEntries, genesisHead } from './genesis-entries.ts'
import type { Governance } from './governance.ts'
import type { LogFinding } from './log-codes.ts'
import { replay } from './replay.ts'

/** What is held against one another: entries as somebody gives them, and what the contracts say of one block. */
export interface LogEvidence {
  readonly founding: Founders & Pick<Founding, 'genesis'>
  /** Those of after block 0, in the order in which they were given. */
  readonly entries: readonly Entry[]
  readonly head: { readonly hash: Hex; readonly count: number }
  /** Unix seconds of the block. */
  readonly at: number
  readonly governance: Governance
  /** A head that somebody else has seen: it has to be one of this log's. */
  readonly expected?: Hex | undefined
}

export interface LogCheck {
  readonly findings: readonly LogFinding[]
  /** All of them, genesis' own first; genesis' own alone where more were given than the chain has. */
  readonly entries: readonly Entry[]
  readonly governance: Governance
}

/**
 * Whether the entries are all that ever happened, and make what the contracts say. The chain's order proves them whole; the
 * replay proves that the contracts say nothing else. Pure: anybody gets the same findings from the same evidence.
 */
export function checkLog(evidence: LogEvidence): LogCheck {
  const { founding, entries, head, at, governance, expected } = evidence
  const own = genesisEntries(founding)
  const { chambers } = founding.consortium
  if (entries.length > head.count) {
    return {
      findings: [tooLong(entries.length, head.count)],
      entries: own,
      governance: replay(own, { at, chambers }).governance,
    }
  }
  const all = [...own, ...entries]
  const heads = headsOf(all)
  const replayed = replay(all, { at, chambers })
  const findings = [
    ...genesisFindings(founding, own),
    ...orderFindings(entries, { before: own.length, count: head.count }),
    ...headFindings(heads, head),
    ...(expected === undefined || heads.includes(expected) ? [] : [absent(expected)]),
    ...replayed.impossible.map(({ index, kind }) => impossible(index, kind)),
    ...differences(replayed.governance, governance),
  ]
  return { findings, entries: all, governance: replayed.governance }
}

/** Another kit's genesis may have said other things; then nothing that follows can be judged by this one. */
function genesisFindings(founding: LogEvidence['founding'], own: readonly Entry[]): LogFinding[] {
  const { hash, count } = genesisHead(founding)
  if (own.length === count && headsOf(own).at(-1) === hash) return []
  const says = `Block 0 of this founding holds ${count} entries with the head ${hash}; this kit derives others.`
  return [
    { code: 'LOG_GENESIS_OTHER', subject: 'genesis', says, remedy: 'Use the kit that the founding was made with.' },
  ]
}

/** Entries count on from genesis', each once, each appended by a contract of governance, none before the one before. */
function orderFindings(
  entries: readonly Entry[],
  { before, count }: { readonly before: number; readonly count: number },
): LogFinding[] {
  const sources = new Set<string>(Object.values(predeploys))
  const known = new Set(entries.map(({ index }) => index))
  // Whoever gives the entries chooses their indices: no further than the chain goes is anything counted.
  const last = entries.reduce((most, { index }) => Math.max(most, Math.min(index, count)), before)
  const missing = Array.from({ length: last - before }, (_, i) => before + 1 + i).filter((index) => !known.has(index))
  const seen = new Set<number>()
  const placed = entries.flatMap((entry, i): LogFinding[] => {
    const { index, source, time } = entry
    const previous = entries[i - 1]
    const doubled = seen.has(index) || index <= before
    seen.add(index)
    if (doubled) return [finding('LOG_ENTRY_DOUBLED', index, 'stands in it more than once')]
    if (!sources.has(source))
      return [finding('LOG_ENTRY_FOREIGN', index, `comes from ${source}, no contract of governance`)]
    if (index > count) return [finding('LOG_ENTRY_MISPLACED', index, `stands beyond the chain’s last, ${count}`)]
    if (previous !== undefined && (index < previous.index || time < previous.time)) {
      return [finding('LOG_ENTRY_MISPLACED', index, `stands after entry ${previous.index}`)]
    }
    return []
  })
  return [...missing.map((index) => finding('LOG_ENTRY_MISSING', index, 'is not in it')), ...placed]
}

function headFindings(heads: readonly Hex[], head: LogEvidence['head']): LogFinding[] {
  const remedy = 'Ask another node, and compare heads with another member: quorate log --expect HEAD.'
  if (heads.length < head.count) {
    const says = `The chain has ${head.count} entries; ${heads.length} were given.`
    return [{ code: 'LOG_CUT_SHORT', subject: `entry ${heads.length + 1}`, says, remedy }]
  }
  if (heads.length === head.count && heads.at(-1) === head.hash) return []
  const says = `The head of these entries is ${heads.at(-1)}; the chain's is ${head.hash}, of ${head.count} entries.`
  return [{ code: 'LOG_HEAD_OTHER', subject: 'head', says, remedy }]
}

function tooLong(given: number, count: number): LogFinding {
  const says = `The chain has ${count} entries; ${given} were given besides those of block 0.`
  const remedy =
    'These are not the entries of this chain, or the own node is behind: take them from another node, or wait.'
  return { code: 'LOG_TOO_LONG', subject: `entry ${count + 1}`, says, remedy }
}

function finding(
  code: 'LOG_ENTRY_MISSING' | 'LOG_ENTRY_DOUBLED' | 'LOG_ENTRY_FOREIGN' | 'LOG_ENTRY_MISPLACED',
  index: number,
  what: string,
): LogFinding {
  const remedy = 'Whoever gave these entries changed them, or has not all of them: take them from another node.'
  return { code, subject: `entry ${index}`, says: `Entry ${index} ${what}.`, remedy }
}

function impossible(index: number, kind: string): LogFinding {
  const says = `Entry ${index} (${kind}) cannot follow on those before it.`
  const remedy = 'Take the log from another node; where all give the same, a contract did what its rules forbid.'
  return { code: 'LOG_ENTRY_IMPOSSIBLE', subject: `entry ${index}`, says, remedy }
}

function absent(expected: Hex): LogFinding {
  const says = `${expected} was never the head of this log.`
  const remedy =
    'One of the two of you is shown another history: compare the lock’s network id, then ask other members.'
  return { code: 'LOG_FORKED', subject: 'head', says, remedy }
}
