import type { JsonRpcProvider, Log } from 'ethers'
import { checkpointStructHash } from '../../network/checkpoint/checkpoint-hash.ts'
import { type Evidence, evidenceSchema } from '../../network/checkpoint/evidence.ts'
import type { Verdict, Verification } from '../../network/checkpoint/verdict.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { connectAny } from '../chain/connect.ts'
import { chainFailure } from '../chain/public-chains.ts'
import { anchorAbi, readAnchorHead } from './anchor.ts'
import { anchoringOn } from './anchored.ts'

type Found = Verdict['anchor']
type Named = Evidence['anchors'][number]

/** Where to look, from what the verifier knows, and never from what a file says. */
export interface Looking {
  /** The network's anchor, as its lock has it. */
  readonly contract: Hex
  /** The public chains that the network anchors to; any, where not given. */
  readonly chainIds?: readonly number[] | undefined
  /** Each is asked which chain it is. */
  readonly rpcs: readonly string[]
}

/**
 * Looks a checkpoint up on public chains: a step of its own, after the pure verification. Each is asked what the network's own
 * anchor holds, whatever the file names or keeps silent about: whoever could make another history could name another contract.
 * Only what stands there is good.
 * @throws QuorateError RPC_UNREACHABLE, PUBLIC_CHAIN_FAILED, PUBLIC_CHAIN_UNKNOWN
 */
export async function lookUpAnchors(offline: Verification, document: unknown, looking: Looking): Promise<Verification> {
  const parsed = evidenceSchema.safeParse(document)
  if (!parsed.success) return offline
  const states: Found[] = []
  for (const rpc of looking.rpcs) states.push(await lookUpOn(rpc, looking, parsed.data))
  const anchor = worst(states)
  const findings = offline.findings.filter(({ layer }) => layer !== 'anchor')
  const says = SAYS[anchor]
  if (says !== undefined) findings.push({ code: `EVIDENCE_ANCHOR_${anchor.toUpperCase()}`, layer: 'anchor', says })
  const stands = anchor === 'finalised' || anchor === 'pending'
  return { ...offline, verdict: { ...offline.verdict, anchor }, good: offline.good && stands, findings }
}

const SAYS: Partial<Record<Found, string>> = {
  diverged: 'what stands on the public chain is not what the file says',
  pending: 'the public chain does not call it final yet',
  none: 'the network’s anchor holds it on none of the public chains that were asked',
}

async function lookUpOn(rpc: string, { contract, chainIds }: Looking, evidence: Evidence): Promise<Found> {
  const provider = await connectAny(rpc)
  try {
    const chainId = Number((await provider.getNetwork()).chainId)
    if (chainIds?.includes(chainId) === false) throw foreign(rpc, chainId, chainIds)
    const named = evidence.anchors.filter((anchor) => anchor.chainId === chainId)
    if (named.some((anchor) => anchor.contract !== contract)) return 'diverged'
    return await lookUp(provider, { chainId, contract, named }, evidence)
  } catch (error) {
    throw chainFailure(rpc, error)
  } finally {
    provider.destroy()
  }
}

interface On {
  readonly chainId: number
  readonly contract: Hex
  readonly named: readonly Named[]
}

async function lookUp(provider: JsonRpcProvider, on: On, { checkpoint }: Evidence): Promise<Found> {
  const head = await readAnchorHead(provider, on.contract).catch(ifAbsent)
  if (head === undefined || head.sequence < checkpoint.sequence) return 'none'
  const [log, final] = await Promise.all([anchoredBy(provider, on, checkpoint), provider.getBlock('finalized')])
  if (log === 'nothing') return 'none'
  if (log?.topics[2] !== checkpointStructHash(checkpoint)) return 'diverged'
  return log.blockNumber <= (final?.number ?? -1) ? 'finalised' : 'pending'
}

/**
 * What the contract said of a sequence: in a transaction that is named, or, where that is gone or another overtook it, in
 * whichever. Undefined where one that was executed says nothing of it.
 */
async function anchoredBy(
  provider: JsonRpcProvider,
  { chainId, contract, named }: On,
  checkpoint: Evidence['checkpoint'],
): Promise<Log | undefined | 'nothing'> {
  const { sequence } = checkpoint
  const isOurs = (log: Log) => saysOf(log, { contract, sequence })
  for (const { transaction } of named) {
    const receipt = await provider.getTransactionReceipt(transaction)
    if (receipt?.status === 1) return receipt.logs.find(isOurs)
  }
  const elsewhere = await anchoringOn({ name: '', chainId, provider }, contract, checkpoint)
  if (elsewhere === undefined) return 'nothing'
  return (await provider.getTransactionReceipt(elsewhere.transaction))?.logs.find(isOurs) ?? 'nothing'
}

function ifAbsent(error: unknown): undefined {
  if (!(error instanceof QuorateError) || error.code !== 'ANCHOR_ABSENT') throw error
}

function foreign(rpc: string, chainId: number, chainIds: readonly number[]): QuorateError {
  return new QuorateError('PUBLIC_CHAIN_UNKNOWN', `This consortium does not anchor to chain ${chainId}.`, {
    facts: { rpc, found: chainId, expected: chainIds },
    remedy: 'Give the RPC address of a public chain that the lock names: what stands elsewhere nobody watches.',
  })
}

/** Whether a contract says in this log that it took the checkpoint of a sequence: one transaction may hold several. */
export function saysOf(
  { address, topics }: Pick<Log, 'address' | 'topics'>,
  { contract, sequence }: { contract: string; sequence: number },
): boolean {
  const topic = anchorAbi.getEvent('CheckpointAnchored')?.topicHash
  return address.toLowerCase() === contract && topics[0] === topic && BigInt(topics[1] ?? -1) === BigInt(sequence)
}

/** One chain that tells another story outweighs all that agree. */
function worst(states: readonly Found[]): Found {
  return (['diverged', 'pending', 'finalised'] as const).find((state) => states.includes(state)) ?? 'none'
}
