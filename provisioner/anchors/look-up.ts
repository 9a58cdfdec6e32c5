import type { JsonRpcProvider } from 'ethers'
import { checkpointStructHash } from '../../network/checkpoint/checkpoint-hash.ts'
import { type Evidence, evidenceSchema } from '../../network/checkpoint/evidence.ts'
import type { Verdict, Verification } from '../../network/checkpoint/verdict.ts'
import { connectAny } from '../chain/connect.ts'
import { anchorAbi } from './anchor.ts'

/**
 * Looks the anchors that evidence names up on their chains: a step of its own, after the pure verification.
 * @param rpcs where to ask; each is asked which chain it is, and only that chain's anchors are looked up there.
 */
export async function lookUpAnchors(
  offline: Verification,
  document: unknown,
  rpcs: readonly string[],
): Promise<Verification> {
  const parsed = evidenceSchema.safeParse(document)
  if (!parsed.success) return offline
  const states: Verdict['anchor'][] = []
  for (const rpc of rpcs) {
    const provider = await connectAny(rpc)
    const { chainId } = await provider.getNetwork()
    const named = parsed.data.anchors.filter((anchor) => anchor.chainId === Number(chainId))
    for (const anchor of named) states.push(await lookUp(provider, anchor, parsed.data))
    provider.destroy()
  }
  const anchor = worst(states) ?? offline.verdict.anchor
  const findings = offline.findings.filter(({ layer }) => layer !== 'anchor' || states.length === 0)
  return { ...offline, verdict: { ...offline.verdict, anchor }, good: offline.good && anchor !== 'diverged', findings }
}

async function lookUp(
  provider: JsonRpcProvider,
  { contract, transaction }: Evidence['anchors'][number],
  { checkpoint }: Evidence,
): Promise<Verdict['anchor']> {
  const [receipt, final] = await Promise.all([
    provider.getTransactionReceipt(transaction),
    provider.getBlock('finalized'),
  ])
  if (receipt === null) return 'pending'
  const topic = anchorAbi.getEvent('CheckpointAnchored')?.topicHash
  const log = receipt.logs.find(({ address, topics }) => address.toLowerCase() === contract && topics[0] === topic)
  if (log === undefined || log.topics[2] !== checkpointStructHash(checkpoint)) return 'diverged'
  return receipt.blockNumber <= (final?.number ?? -1) ? 'finalised' : 'pending'
}

/** One chain that tells another story outweighs all that agree. */
function worst(states: readonly Verdict['anchor'][]): Verdict['anchor'] | undefined {
  return (['diverged', 'pending', 'finalised'] as const).find((state) => states.includes(state))
}
