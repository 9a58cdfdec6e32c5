import type { JsonRpcProvider, Log } from 'ethers'
import { anchorAddress } from '../../network/checkpoint/anchor-address.ts'
import { checkpointStructHash } from '../../network/checkpoint/checkpoint-hash.ts'
import { type Evidence, evidenceSchema } from '../../network/checkpoint/evidence.ts'
import { firstSigners } from '../../network/checkpoint/signer-chain.ts'
import type { Verdict, Verification } from '../../network/checkpoint/verdict.ts'
import { connectAny } from '../chain/connect.ts'
import { anchorAbi } from './anchor.ts'
import { anchoringOn } from './anchored.ts'

type Found = Verdict['anchor']
type Named = Evidence['anchors'][number]

/**
 * Looks the anchors that evidence names up on their chains: a step of its own, after the pure verification.
 * @param rpcs where to ask; each is asked which chain it is, and only that chain's anchors are looked up there.
 * @throws QuorateError RPC_UNREACHABLE
 */
export async function lookUpAnchors(
  offline: Verification,
  document: unknown,
  rpcs: readonly string[],
): Promise<Verification> {
  const parsed = evidenceSchema.safeParse(document)
  if (!parsed.success) return offline
  const states: Found[] = []
  for (const rpc of rpcs) states.push(...(await lookUpOn(rpc, parsed.data)))
  const anchor = worst(states)
  if (anchor === undefined) return offline
  const findings = offline.findings.filter(({ layer }) => layer !== 'anchor')
  const says = SAYS[anchor]
  if (says !== undefined) findings.push({ code: `EVIDENCE_ANCHOR_${anchor.toUpperCase()}`, layer: 'anchor', says })
  return { ...offline, verdict: { ...offline.verdict, anchor }, good: offline.good && anchor !== 'diverged', findings }
}

const SAYS: Partial<Record<Found, string>> = {
  diverged: 'what stands on the public chain is not what the file says',
  pending: 'the public chain does not call it final yet',
}

async function lookUpOn(rpc: string, evidence: Evidence): Promise<Found[]> {
  const provider = await connectAny(rpc)
  try {
    const { chainId } = await provider.getNetwork()
    const named = evidence.anchors.filter((anchor) => anchor.chainId === Number(chainId))
    return await Promise.all(named.map((anchor) => lookUp(provider, anchor, evidence)))
  } finally {
    provider.destroy()
  }
}

async function lookUp(provider: JsonRpcProvider, named: Named, evidence: Evidence): Promise<Found> {
  if (!(await isAnchorOf(provider, named.contract, evidence))) return 'diverged'
  const [log, final] = await Promise.all([anchoredBy(provider, named, evidence), provider.getBlock('finalized')])
  if (log === 'nothing yet') return 'pending'
  if (log === undefined || log.topics[2] !== checkpointStructHash(evidence.checkpoint)) return 'diverged'
  return log.blockNumber <= (final?.number ?? -1) ? 'finalised' : 'pending'
}

/**
 * Whether a contract is the anchor of the network and the founders that the evidence begins with: its address follows from
 * both and its own code, so no contract that only says the same events can stand there.
 */
async function isAnchorOf(provider: JsonRpcProvider, contract: string, evidence: Evidence): Promise<boolean> {
  const data = anchorAbi.encodeFunctionData('cadenceSeconds')
  const answer = await provider.call({ to: contract, data }).catch(() => '0x')
  if (answer.length !== 66) return false
  const [cadenceSeconds] = anchorAbi.decodeFunctionResult('cadenceSeconds', answer)
  const { networkId } = evidence.checkpoint
  return (
    anchorAddress({ networkId, signers: firstSigners(evidence), cadenceSeconds: Number(cadenceSeconds) }) === contract
  )
}

/** What the contract said of this sequence: in the transaction named, or, after a reorganisation, in another. */
async function anchoredBy(
  provider: JsonRpcProvider,
  { contract, transaction }: Named,
  { checkpoint }: Evidence,
): Promise<Log | undefined | 'nothing yet'> {
  const isOurs = (log: Log) => saysOf(log, { contract, sequence: checkpoint.sequence })
  const receipt = await provider.getTransactionReceipt(transaction)
  if (receipt !== null) return receipt.logs.find(isOurs)
  const { chainId } = await provider.getNetwork()
  const chain = { name: '', chainId: Number(chainId), provider }
  const elsewhere = await anchoringOn(chain, contract, checkpoint.sequence)
  if (elsewhere === undefined) return 'nothing yet'
  return (await provider.getTransactionReceipt(elsewhere.transaction))?.logs.find(isOurs) ?? 'nothing yet'
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
function worst(states: readonly Found[]): Found | undefined {
  return (['diverged', 'pending', 'finalised'] as const).find((state) => states.includes(state))
}
