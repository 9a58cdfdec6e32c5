import type { JsonRpcProvider } from 'ethers'
import { powers } from '../../network/consortium/powers.ts'
import { isoOf } from '../../network/fields.ts'
import { awaited } from '../../network/governance/awaited.ts'
import type { Governance } from '../../network/governance/log/governance.ts'
import { shortId } from '../../network/governance/proposal.ts'
import { titleOf } from '../../network/governance/words.ts'
import { readStandings, type Standings } from '../anchors/standing.ts'
import type { Tokens } from '../besu-rpc/jwt.ts'
import { readAffairs } from '../chain/affairs.ts'
import { connectOwn } from '../chain/connect-own.ts'
import { readEmergency } from '../chain/emergency.ts'
import type { Location } from '../chain/location.ts'
import { type MemberOnChain, readMembers } from '../chain/members.ts'
import { readProposals } from '../chain/proposals.ts'
import { read } from '../chain/read.ts'
import { validatorsOf } from '../checkpoint/block-seals.ts'
import { type Attempt, readDecided } from '../checkpoint/decided.ts'
import type { Environment } from '../environment.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { openHome } from '../home/open-home.ts'
import type { JournalLine } from '../journal/journal-line.ts'
import { readJournal } from '../journal/read-journal.ts'
import { anchorFindings } from './anchor-findings.ts'
import { findingsOf } from './findings.ts'
import { unproposed } from './joining.ts'
import { type ListDrift, readListDrift } from './list-drift.ts'
import { type OwnNode, readOwnNodes } from './own-nodes.ts'

/** How long a public chain may take to answer, in milliseconds, before status goes on without it. */
const ANSWER = 3_000

/** The document of `quorate status --json`; fields that the target has no reality for are null, never made up. */
export type Status = Awaited<ReturnType<typeof readStatus>>

/**
 * What is, read from the chain and from the nodes of this machine.
 * @param dir a member's home, or a rehearsal's folder.
 * @param token of the member's agent, where its nodes' allow lists are to be asked as well.
 */
export async function readStatus(location: Location, dir: string, env: Environment, token?: Tokens) {
  const now = env.now()
  const { lines: journal } = await readJournal(homePaths.journal(dir))
  const provider = await connectOwn(location, dir, env)
  try {
    const [members, proposals, validators, newest, decided, standings, own, { running }] = await Promise.all([
      readMembers(provider),
      readProposals(provider),
      readValidators(location, provider),
      newestBlock(provider),
      readDecided(provider),
      standingsOf(location, journal),
      readOwnNodes(location, dir, env),
      readEmergency(provider),
    ])
    const member = (await exists(homePaths.record(dir))) ? (await openHome(dir)).record.member : undefined
    const drift: ReadonlyMap<string, ListDrift> =
      member === undefined || token === undefined
        ? new Map()
        : await readListDrift(own, { home: dir, member, location, env, token })
    const awaits = [
      ...(member === undefined ? [] : unproposed(member, { members, proposals })),
      ...awaited(await readAffairs(provider, { members, proposals })),
    ]
    return {
      network: networkOf(location),
      consensus: { ...consensusOf(location, newest, now), validators, ...toleranceOf(members) },
      members: members.map((one) => memberOf(one, own, drift)),
      proposals: proposals.map((proposal) => ({
        id: shortId(proposal.id),
        title: titleOf(proposal.actions, members),
        state: proposal.state,
        deadline: isoOf(proposal.deadline),
      })),
      awaits,
      emergency: emergencyOf(running, newest.timestamp),
      checkpoint: checkpointOf(decided.at(-1)),
      anchors: standings.anchors.map(({ chain, sequence, state, transaction }) => ({
        chain,
        sequence,
        state,
        transaction,
      })),
      findings: [
        ...findingsOf(location, members, now - newest.timestamp),
        ...anchorFindings(
          standings,
          decided.map(({ checkpoint }) => checkpoint),
        ),
      ],
    }
  } finally {
    provider.destroy()
  }
}

/** The last checkpoint that was decided. */
function checkpointOf(attempt: Attempt | undefined) {
  if (attempt === undefined) return null
  const { sequence, window, blockNumber, historyRoot } = attempt.checkpoint
  return { sequence, window, blockNumber, historyRoot }
}

/** The newest anchor on each chain. */
async function standingsOf(location: Location, journal: readonly JournalLine[]): Promise<Standings> {
  if (Object.keys(location.publicChains).length === 0) return { anchors: [], chains: [], outcomes: [] }
  return readStandings(location, { journal, most: 1, timeout: ANSWER })
}

function networkOf({ lock: { founding }, target }: Location) {
  const { consortium, chainId, networkId, genesisHash } = founding
  const engine = target === 'embedded' ? 'embedded' : 'besu'
  return { name: consortium.name, chainId, networkId, genesisHash, target, engine }
}

async function newestBlock(provider: JsonRpcProvider) {
  const block = await provider.getBlock('latest')
  return { number: block?.number ?? 0, timestamp: block?.timestamp ?? 0 }
}

/** Who makes blocks now; on the embedded target nobody does, and it is who should. */
async function readValidators({ target }: Location, provider: JsonRpcProvider): Promise<readonly string[]> {
  if (target === 'embedded') return read(provider, 'NodeRegistry', 'validators')
  return validatorsOf(provider, await provider.getBlockNumber())
}

function consensusOf(
  { target }: Location,
  { number, timestamp }: Awaited<ReturnType<typeof newestBlock>>,
  now: number,
) {
  const kind: 'qbft' | 'none' = target === 'embedded' ? 'none' : 'qbft'
  return { kind, height: number, lastBlockAgeSeconds: Math.max(0, now - timestamp) }
}

/** By the validators that should be, which on the embedded target nobody runs. */
function toleranceOf(members: readonly MemberOnChain[]) {
  const chambers = [...new Set(members.map(({ chamber }) => chamber))]
  const standing = members.map(({ name, chamber, nodes }) => ({
    name,
    chamber,
    nodes: nodes.filter(({ state }) => state === 'active'),
  }))
  const { quorum, tolerates } = powers({ chambers, members: standing })
  return { quorum, tolerates }
}

/** What the emergency council did, while it holds. */
function emergencyOf(running: Governance['emergency']['running'], now: number) {
  if (running === null || now >= running.until) return null
  return { member: running.member, number: running.number, until: isoOf(running.until) }
}

/** Of another member's nodes this machine knows nothing. */
function memberOf(member: MemberOnChain, own: readonly OwnNode[], drift: ReadonlyMap<string, ListDrift>) {
  const { name, chamber, status, nodes, delegate, delegatedUntil } = member
  const standing = nodes.map((node) => {
    const { running, height, peers, synced } = own.find((one) => one.node === node.name) ?? UNKNOWN
    return {
      name: node.name,
      duty: node.duty,
      running,
      height,
      peers,
      synced,
      allowlistDrift: drift.get(node.name) ?? null,
    }
  })
  const until = delegatedUntil === 0 ? null : isoOf(delegatedUntil)
  return { name, chamber, status, delegate: delegate === name ? null : { to: delegate, until }, nodes: standing }
}

const UNKNOWN = { running: false, height: null, peers: null, synced: null }
