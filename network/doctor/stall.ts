import { liveValidators } from '../agent/node-facts.ts'
import { quorumOf } from '../consortium/quorum.ts'
import type { Hex } from '../hex.ts'
import { answersOf, type ExaminedNode, type Facts } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'
import { logEntries } from './log-line.ts'
import { listed, nodeNames } from './names.ts'
import { roundAfter, roundByLog, type RoundEstimate } from './rounds.ts'

/** Start-up of all validators and their first block, in seconds, as it was measured. */
const RESTART = 74

/** Blocks that a peer may be ahead while no block is made: of the last one, not all need have heard. */
const AHEAD = 3

/**
 * A chain that stands still, explained with its numbers: who is missing, which round, and how long it would take. It is told from
 * a chain that goes on without this member's nodes, which a restart would only keep from following it.
 */
export function stall(facts: Facts): DoctorFinding[] {
  const seen = newest(facts)
  if (seen === undefined) return []
  const age = Math.round(facts.now - seen.head.time)
  const goesOn = seen.open.syncing === true || toldByPeers(facts) > seen.head.number + AHEAD
  if (age <= facts.network.headAgeSeconds || goesOn) return behind(facts, seen.head.number)
  const validators = seen.open.validators ?? []
  const quorum = quorumOf(validators.length)
  const live = liveOf(seen.node, validators)
  const says = [
    seen.head.number === 0
      ? 'No block has been made yet.'
      : `No block after ${seen.head.number} for ${age} s (more than ${facts.network.headAgeSeconds} s).`,
    `${live.says} of ${validators.length} validators in reach, ${quorum} make a block.`,
    ...(live.absent.length === 0 ? [] : [`Missing: ${listed(live.absent.map(nodeNames(facts)))}.`]),
    roundSays(roundOf(facts, seen), seen.head.number === 0),
    `/liveness says UP all the while${seen.open.peers === undefined ? '' : `, and ${seen.open.peers} peers are connected`}.`,
  ]
  const code = live.count < quorum ? 'CHAIN_NO_QUORUM' : 'CHAIN_ROUNDS_APART'
  return [finding(code, 'consensus', { says: says.join(' '), ...remedyOf(code, quorum - live.count) })]
}

interface Seen {
  readonly node: ExaminedNode
  readonly open: NonNullable<ExaminedNode['open']>
  readonly head: { readonly number: number; readonly time: number }
}

/** What a node of another network says tells nothing of this one. */
function newest({ nodes, network }: Facts): Seen | undefined {
  return nodes
    .filter(({ open }) => open?.genesisHash === undefined || open.genesisHash === network.genesisHash)
    .flatMap((node) => (node.open?.head === undefined ? [] : [{ node, open: node.open, head: node.open.head }]))
    .toSorted((a, b) => b.head.number - a.head.number)[0]
}

/** Without a token only the number of peers is known, and which of them validate is not: at most so many. */
function liveOf(node: ExaminedNode, validators: readonly Hex[]) {
  const own = answersOf(node)
  if (own !== undefined) {
    const live = liveValidators({ ...own.facts, validators })
    const absent = validators.filter((validator) => !live.includes(validator))
    return { count: live.length, says: String(live.length), absent }
  }
  const self = validators.includes(node.address) ? 1 : 0
  const count = Math.min(validators.length, (node.open?.peers ?? 0) + self)
  return { count, says: `At most ${count}`, absent: [] }
}

/** The newest line that tells a round counts only while that round can still last. */
function roundOf({ now, network }: Facts, { node, head }: Seen): RoundEstimate & { readonly by: 'log' | 'age' } {
  const told = logEntries(node.log ?? [])
    .flatMap(({ time, text }) => {
      const match = /Moved to round (\d+) which will expire in (\d+) seconds/.exec(text)
      return match === null || time === undefined || time < head.time ? [] : [{ round: Number(match[1]), time }]
    })
    .at(-1)
  const T = network.requestTimeout
  if (told !== undefined && now - told.time <= T * 2 ** told.round + T) {
    return { ...roundByLog(told.round, now - told.time, T), by: 'log' }
  }
  const began = Math.max(head.time + network.blockPeriod, node.since ?? 0)
  return { ...roundAfter(Math.max(0, now - began), T), by: 'age' }
}

function roundSays({ round, left, alone, by }: ReturnType<typeof roundOf>, first: boolean): string {
  if (first) return 'The first block waits until a quorum of validators meets.'
  const told = by === 'log' ? `By its log it is in round ${round}` : `By the head’s age it is in about round ${round}`
  return `${told}, which ends in ${left} s. Left alone, a block comes ${alone.least} to ${alone.most} s after a quorum is back; a restart of all validators took ${RESTART} s when it was measured.`
}

function remedyOf(code: 'CHAIN_NO_QUORUM' | 'CHAIN_ROUNDS_APART', missing: number): { remedy?: string } {
  if (code === 'CHAIN_ROUNDS_APART') return {}
  const count = missing === 1 ? 'one more validator' : `${missing} more validators`
  return {
    remedy: `Bring ${count} back. Agents then restart those that stayed; where none runs, its member does: \`quorate down\`, and \`quorate apply\`.`,
  }
}

/** The newest block that any peer has by its own word; 0 where none was asked, or told. */
function toldByPeers({ nodes }: Facts): number {
  return Math.max(
    0,
    ...nodes.flatMap((node) => (answersOf(node)?.peers ?? []).flatMap(({ latestBlock }) => latestBlock ?? [])),
  )
}

/** Own nodes that lack blocks which another own node, or a peer by its own word, has, or that say so themselves. */
function behind(facts: Facts, newestOwn: number): DoctorFinding[] {
  const { nodes, now, network } = facts
  const most = Math.max(newestOwn, toldByPeers(facts))
  return nodes.flatMap(({ node, open }) => {
    const head = open?.head
    if (head === undefined || now - head.time <= network.headAgeSeconds) return []
    const how = open?.syncing === true ? 'It is syncing.' : 'It says that it is not syncing.'
    const chain = most > head.number ? `; the chain is at ${most} or later` : ''
    const says = `${node} is at block ${head.number}, ${Math.round(now - head.time)} s old${chain}. ${how}`
    return [finding('NODE_BEHIND', node, { says })]
  })
}
