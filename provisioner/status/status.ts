import type { JsonRpcProvider } from 'ethers'
import { powers } from '../../network/consortium/powers.ts'
import { isoOf } from '../../network/fields.ts'
import { shortId } from '../../network/governance/proposal.ts'
import { titleOf } from '../../network/governance/words.ts'
import { connect } from '../chain/connect.ts'
import type { Location } from '../chain/location.ts'
import { type MemberOnChain, readMembers } from '../chain/members.ts'
import { readProposals } from '../chain/proposals.ts'
import { read } from '../chain/read.ts'

/** The document of `quorate status --json`; fields that the target has no reality for are null, never made up. */
export type Status = Awaited<ReturnType<typeof readStatus>>

export interface Finding {
  readonly code: string
  readonly subject: string
  readonly says: string
  readonly remedy: string
}

/** What is, read from the chain; nothing is remembered. @param now Unix seconds. */
export async function readStatus(location: Location, now: number) {
  const { founding } = location.lock
  const provider = await connect(location.rpc, founding.chainId)
  try {
    const [members, proposals, validators, consensus] = await Promise.all([
      readMembers(provider),
      readProposals(provider),
      read(provider, 'NodeRegistry', 'validators'),
      readConsensus(provider, now),
    ])
    return {
      network: networkOf(location),
      consensus: { ...consensus, validators, ...toleranceOf(members) },
      members: members.map(memberOf),
      proposals: proposals.map((proposal) => ({
        id: shortId(proposal.id),
        title: titleOf(proposal.actions),
        state: proposal.state,
        deadline: isoOf(proposal.deadline),
      })),
      checkpoint: null,
      anchors: [],
      findings: findingsOf(location),
    }
  } finally {
    provider.destroy()
  }
}

function networkOf({ lock: { founding }, target }: Location) {
  const { consortium, chainId, networkId, genesisHash } = founding
  const engine = target === 'embedded' ? 'embedded' : 'besu'
  return { name: consortium.name, chainId, networkId, genesisHash, target, engine, rehearsal: founding.rehearsal }
}

async function readConsensus(provider: JsonRpcProvider, now: number) {
  const block = await provider.getBlock('latest')
  const kind: 'qbft' | 'none' = 'none'
  return { kind, height: block?.number ?? 0, lastBlockAgeSeconds: now - (block?.timestamp ?? now) }
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

function memberOf({ name, chamber, status, nodes }: MemberOnChain) {
  const standing = nodes.map((node) => ({
    name: node.name,
    duty: node.duty,
    state: node.state,
    running: false,
    height: null,
    peers: null,
    synced: null,
    allowlistDrift: null,
  }))
  return { name, chamber, status, nodes: standing }
}

function findingsOf({ target }: Location): Finding[] {
  if (target !== 'embedded') return []
  return [
    {
      code: 'EMBEDDED_NO_CONSENSUS',
      subject: 'consensus',
      says: 'A development chain stands in for the network: no node runs, no validator seals, and nothing is kept when it stops.',
      remedy: 'For real blocks use a target that runs Besu.',
    },
  ]
}
