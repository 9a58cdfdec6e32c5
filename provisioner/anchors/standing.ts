import type { Hex } from '../../network/hex.ts'
import type { Location } from '../chain/location.ts'
import { type OnChain, onPublicChains, type PublicChain } from '../chain/public-chains.ts'
import { chainTime } from '../chain/wait-until.ts'
import type { JournalLine } from '../journal/journal-line.ts'
import { anchorOf, readAnchorHead } from './anchor.ts'
import { newestAnchored } from './anchored.ts'
import { pendingAnchors } from './pending.ts'

/** A checkpoint on a public chain, or on its way there by this home's journal. */
export interface Anchor {
  readonly chain: string
  readonly chainId: number
  readonly contract: Hex
  readonly sequence: number
  readonly state: 'pending' | 'included' | 'finalised'
  readonly transaction: Hex
}

/** Where a network's anchor stands on one public chain. */
export interface Standing {
  readonly chain: string
  readonly chainId: number
  readonly contract: Hex
  /** Of the last checkpoint it took; 0 before the first. */
  readonly sequence: number
  readonly structHash: Hex
  /** Since that one, by the public chain's clock; since the contract was made, before the first. */
  readonly ageSeconds: number
  readonly overdue: boolean
}

export interface Standings {
  /** By chain, oldest first. */
  readonly anchors: readonly Anchor[]
  readonly chains: readonly Standing[]
  readonly outcomes: readonly OnChain<unknown>[]
}

/**
 * How a network's checkpoints stand on every public chain that a home knows.
 * @param journal the home's own, for what is on its way. @param most so many of each chain's newest.
 * @param timeout milliseconds that a chain may take to answer once.
 */
export async function readStandings(
  location: Location,
  { journal, most, timeout }: { journal: readonly JournalLine[]; most: number; timeout?: number },
): Promise<Standings> {
  const contract = anchorOf(location.lock)
  const outcomes = await onPublicChains(location, (chain) => standingOn(chain, { contract, journal, most }), timeout)
  const found = outcomes.flatMap((outcome) => ('done' in outcome ? [outcome.done] : []))
  return { outcomes, anchors: found.flatMap(({ anchors }) => anchors), chains: found.map(({ standing }) => standing) }
}

async function standingOn(
  chain: PublicChain,
  { contract, journal, most }: { contract: Hex; journal: readonly JournalLine[]; most: number },
): Promise<{ anchors: Anchor[]; standing: Standing }> {
  const [{ sequence, structHash, submittedAt, overdue }, now, anchored] = await Promise.all([
    readAnchorHead(chain.provider, contract),
    chainTime(chain.provider),
    newestAnchored(chain, contract, most),
  ])
  const { chainId, name } = chain
  const pending = pendingAnchors(journal, { chainId, contract, head: sequence })
  const ageSeconds = Math.max(0, now - submittedAt)
  return {
    anchors: [
      ...anchored,
      ...pending.map((one) => ({ chain: name, chainId, contract, ...one, state: 'pending' as const })),
    ],
    standing: { chain: name, chainId, contract, sequence, structHash, ageSeconds, overdue },
  }
}
