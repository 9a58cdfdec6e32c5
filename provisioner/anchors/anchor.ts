import { Interface, type JsonRpcProvider } from 'ethers'
import { CheckpointAnchor } from '../../contracts/generated/CheckpointAnchor.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { type AnchorStatement, anchorAddress } from '../../network/checkpoint/anchor-address.ts'
import type { SignerSet } from '../../network/checkpoint/evidence.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'

export const anchorAbi = new Interface(CheckpointAnchor.abi)

/** A checkpoint as it stands on a public chain. Anchored is only what is finalised. */
export interface Anchored {
  readonly chainId: number
  readonly contract: Hex
  readonly sequence: number
  readonly structHash: Hex
  readonly state: 'included' | 'finalised'
  readonly transaction: Hex
  readonly blockNumber: number
}

/** The founders' checkpoint keys, sorted, and M. */
export function foundingSigners({ founding }: Lock): SignerSet {
  const set = founding.cards.map(({ checkpoint }) => checkpoint.toLowerCase() as Hex).sort()
  return { set, threshold: founding.consortium.checkpoints.threshold }
}

export function statementOf(lock: Lock): AnchorStatement {
  const { networkId, consortium } = lock.founding
  return { networkId, signers: foundingSigners(lock), cadenceSeconds: consortium.checkpoints.everySeconds }
}

/**
 * The last checkpoint that the anchor took, and the epoch it is in.
 * @throws QuorateError ANCHOR_ABSENT
 */
export async function readAnchorHead(
  provider: JsonRpcProvider,
  lock: Lock,
): Promise<{ readonly sequence: number; readonly epoch: number }> {
  const to = anchorAddress(statementOf(lock))
  const answer = await provider.call({ to, data: anchorAbi.encodeFunctionData('head') })
  if (answer === '0x') throw anchorAbsent(to)
  const [{ sequence, epoch }] = anchorAbi.decodeFunctionResult('head', answer)
  return { sequence: Number(sequence), epoch: Number(epoch) }
}

function anchorAbsent(contract: Hex): QuorateError {
  return new QuorateError('ANCHOR_ABSENT', 'The anchor of this network does not stand on the public chain yet.', {
    facts: { contract },
    remedy: 'Put it there: quorate anchor deploy. Anyone may, and the address is the same for all.',
  })
}

/** Every checkpoint of a network on one public chain, oldest first. */
export async function readAnchored(provider: JsonRpcProvider, lock: Lock): Promise<Anchored[]> {
  const contract = anchorAddress(statementOf(lock))
  const topic = anchorAbi.getEvent('CheckpointAnchored')?.topicHash ?? ''
  const [logs, final, { chainId }] = await Promise.all([
    provider.getLogs({ address: contract, topics: [topic], fromBlock: 0, toBlock: 'latest' }),
    provider.getBlock('finalized'),
    provider.getNetwork(),
  ])
  return logs.map((log) => ({
    chainId: Number(chainId),
    contract,
    sequence: Number(BigInt(log.topics[1] ?? '0x0')),
    structHash: (log.topics[2] ?? '0x') as Hex,
    state: log.blockNumber <= (final?.number ?? -1) ? 'finalised' : 'included',
    transaction: log.transactionHash as Hex,
    blockNumber: log.blockNumber,
  }))
}
