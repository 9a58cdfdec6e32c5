import { Interface, type JsonRpcProvider } from 'ethers'
import { CheckpointAnchor } from '../../contracts/generated/CheckpointAnchor.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { type AnchorStatement, anchorAddress } from '../../network/checkpoint/anchor-address.ts'
import type { SignerSet } from '../../network/checkpoint/evidence.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'

export const anchorAbi = new Interface(CheckpointAnchor.abi)

/** The founders' checkpoint keys, sorted, and M. */
export function foundingSigners({ founding }: Pick<Lock, 'founding'>): SignerSet {
  const set = founding.cards.map(({ checkpoint }) => checkpoint.toLowerCase() as Hex).sort()
  return { set, threshold: founding.consortium.checkpoints.threshold }
}

export function statementOf(lock: Lock): AnchorStatement {
  const { networkId, consortium } = lock.founding
  return { networkId, signers: foundingSigners(lock), cadenceSeconds: consortium.checkpoints.everySeconds }
}

/** Where a network's anchor is, on every public chain. */
export function anchorOf(lock: Lock): Hex {
  return anchorAddress(statementOf(lock))
}

/** Where an anchor stands: the last checkpoint that it took, and when. */
export interface AnchorHead {
  /** 0 before the first. */
  readonly sequence: number
  /** Of that checkpoint; 32 zeros before the first. */
  readonly structHash: Hex
  readonly epoch: number
  /** Unix seconds by the public chain; the contract's own creation, before the first checkpoint. */
  readonly submittedAt: number
  /** More than two windows have gone by without a checkpoint. */
  readonly overdue: boolean
}

/** @throws QuorateError ANCHOR_ABSENT */
export async function readAnchorHead(provider: JsonRpcProvider, to: Hex): Promise<AnchorHead> {
  const ask = (view: 'head' | 'isOverdue') => provider.call({ to, data: anchorAbi.encodeFunctionData(view) })
  const [head, overdue] = await Promise.all([ask('head'), ask('isOverdue')])
  if (head === '0x') throw anchorAbsent(to)
  const [{ sequence, structHash, epoch, submittedAt }] = anchorAbi.decodeFunctionResult('head', head)
  return {
    sequence: Number(sequence),
    structHash,
    epoch: Number(epoch),
    submittedAt: Number(submittedAt),
    overdue: anchorAbi.decodeFunctionResult('isOverdue', overdue)[0],
  }
}

function anchorAbsent(contract: Hex): QuorateError {
  return new QuorateError('ANCHOR_ABSENT', 'The anchor of this network does not stand on the public chain yet.', {
    facts: { contract },
    remedy: 'Put it there: quorate anchor deploy. Anyone may, and the address is the same for all.',
  })
}
