import { describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider, TransactionRequest } from 'ethers'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { checkpointDigest, checkpointStructHash } from '../../../network/checkpoint/checkpoint-hash.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { anchorAbi } from '../../../provisioner/anchors/anchor.ts'
import { anchorAll } from '../../../provisioner/anchors/anchor-all.ts'
import type { PublicSender } from '../../../provisioner/anchors/public-sender.ts'
import type { AtWork } from '../../../provisioner/chain/as-member.ts'
import { seededKey } from '../../fixtures/evidence-keys.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { sealed } from '../../fixtures/founders.ts'
import { six } from '../../network/checkpoint/worlds.ts'

const board = interfaceOf('CheckpointBoard')
const decisionOf = (sequence: number) => {
  const checkpoint = six.logs.checkpoints[sequence - 1]
  if (checkpoint === undefined) throw new RangeError(`no checkpoint ${sequence}`)
  const { epoch, window, blockNumber, blockTime } = checkpoint
  const hashes = { digest: checkpointDigest(checkpoint), structHash: checkpointStructHash(checkpoint) }
  return {
    checkpoint,
    decision: { ...hashes, sequence, epoch, window, blockNumber, blockTime, threshold: 4, signatures: 4 },
  }
}

/** A member's own chain, on which so many checkpoints are decided: the board alone, and what it said. */
function ownChain(decided: number): JsonRpcProvider {
  const sequences = Array.from({ length: decided }, (_, i) => i + 1)
  const proposer = seededKey('proposer').address
  const logs = sequences.map((sequence) => {
    const { checkpoint, decision } = decisionOf(sequence)
    const encoded = board.encodeEventLog('CheckpointProposed', [sequence, decision.digest, proposer, checkpoint, []])
    return { ...encoded, address: predeploys.CheckpointBoard, blockNumber: 1, index: sequence }
  })
  const call = async ({ data }: TransactionRequest) => {
    const asked = board.parseTransaction({ data: String(data) })
    if (asked === null) throw new Error(`not asked of the board: ${data}`)
    if (asked.name === 'currentEpoch') return board.encodeFunctionResult('currentEpoch', [1])
    const sequence = asked.name === 'head' ? decided : Number(asked.args[0])
    return board.encodeFunctionResult(asked.name, [decisionOf(sequence).decision])
  }
  return { call, getBlockNumber: async () => 1, getLogs: async () => logs } as unknown as JsonRpcProvider
}

/** A public chain on which so many stand already. It counts what it is asked. */
function publicChain(sequence: number) {
  const asked = { times: 0 }
  const { decision } = decisionOf(sequence)
  const more = { submittedAt: 1, equivocated: false, succeeded: false }
  const call = async ({ data }: TransactionRequest) => {
    asked.times += 1
    const view = anchorAbi.parseTransaction({ data: String(data) })?.name ?? ''
    return anchorAbi.encodeFunctionResult(view, [view === 'head' ? { ...decision, ...more } : false])
  }
  return { asked, sender: { provider: { call } } as unknown as PublicSender }
}

describe('anchoring', () => {
  it('asks a public chain no more often the more checkpoints stand there', async () => {
    const lock: Lock = sealed(await founded(example('six-members')))
    const times: number[] = []
    for (const decided of [2, 16]) {
      const { asked, sender } = publicChain(decided)
      const at = { provider: ownChain(decided), location: { lock } } as unknown as AtWork
      expect(await anchorAll(at, sender)).toEqual([])
      times.push(asked.times)
    }
    expect(times[1]).toBe(times[0])
  }, 30_000)
})
