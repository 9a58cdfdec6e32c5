import { z } from 'zod'
import type { OpenAnswers, Silence } from '../../network/doctor/facts.ts'
import type { Hex } from '../../network/hex.ts'
import { ask, type Call } from '../besu-rpc/json-rpc.ts'
import { newestBlocks } from './blocks.ts'
import { lagAfter, type Watching } from './lag.ts'
import { address, type Block, block, hash, quantity } from './shapes.ts'
import { statusFor } from './plain-ask.ts'
import { silenceOf } from './silence.ts'
import { told } from './told.ts'

/** A node keeps the state of 512 blocks at least, whatever its format. */
const OLD = 600

/** What a node tells anybody. Its first silence is the answer; a question that it refuses is left out. */
export async function openAnswers(
  node: string,
  rpc: string,
  watching: Watching,
): Promise<{ open: OpenAnswers } | { silence: Silence }> {
  const silence = await silenceAt(rpc)
  if (silence !== undefined) return { silence }
  const first = await told(rpc, LATEST, block)
  const [own, chain, hostStatus, unprotected] = await Promise.all([
    ofItself(rpc),
    ofTheChain(rpc, first),
    statusFor(rpc, `${node}:${new URL(rpc).port}`),
    unprotectedAt(rpc),
  ])
  const { lag, head } = first === undefined ? { lag: undefined, head: undefined } : await lagAfter(rpc, first, watching)
  return {
    open: {
      ...own,
      ...chain,
      head: head === undefined ? undefined : { number: head.number, time: head.timestamp },
      lag,
      hostStatus: hostStatus === null ? undefined : { host: node, status: hostStatus },
      unprotected,
    },
  }
}

async function silenceAt(rpc: string): Promise<Silence | undefined> {
  try {
    await ask(rpc, { method: 'web3_clientVersion' })
    return undefined
  } catch (error) {
    return silenceOf(rpc, error)
  }
}

async function ofItself(rpc: string) {
  const [version, syncing, peers, votes, gasPrice] = await Promise.all([
    told(rpc, { method: 'web3_clientVersion' }, z.string()),
    told(rpc, { method: 'eth_syncing' }, z.union([z.literal(false), z.object({})])),
    told(rpc, { method: 'net_peerCount' }, quantity),
    told(rpc, { method: 'qbft_getPendingVotes' }, z.record(z.string(), z.boolean())),
    told(rpc, { method: 'eth_gasPrice' }, quantity),
  ])
  return {
    version,
    syncing: syncing === undefined ? undefined : syncing !== false,
    peers,
    votes: votes === undefined ? undefined : lowered(votes),
    gasPrice,
  }
}

async function ofTheChain(rpc: string, head: Block | undefined) {
  const [genesis, validators, proposed, blocks, old] = await Promise.all([
    told(rpc, { method: 'eth_getBlockByNumber', params: ['0x0', false] }, z.object({ hash })),
    told(rpc, { method: 'qbft_getValidatorsByBlockNumber', params: ['latest'] }, z.array(address)),
    told(rpc, { method: 'qbft_getSignerMetrics' }, z.array(z.object({ address, proposedBlockCount: quantity }))),
    head === undefined ? [] : newestBlocks(rpc, head.number),
    head === undefined ? undefined : oldState(rpc, head.number),
  ])
  return {
    genesisHash: genesis?.hash,
    validators,
    proposed: proposed && Object.fromEntries(proposed.map((one) => [one.address, one.proposedBlockCount])),
    blocks,
    oldState: old,
  }
}

const LATEST: Call = { method: 'eth_getBlockByNumber', params: ['latest', false] }

async function oldState(rpc: string, height: number): Promise<boolean | undefined> {
  if (height < OLD) return undefined
  const params = [`0x${'00'.repeat(19)}01`, `0x${(height - OLD).toString(16)}`]
  return (await told(rpc, { method: 'eth_getBalance', params }, quantity)) !== undefined
}

/** Reads that nobody without a token should get: a method refused by name alone proves nothing, an answer does. */
async function unprotectedAt(rpc: string): Promise<string[]> {
  const methods = ['admin_nodeInfo', 'perm_getNodesAllowlist', 'txpool_besuStatistics', 'debug_getBadBlocks']
  const answers = await Promise.all(methods.map((method) => told(rpc, { method }, z.unknown())))
  return methods.filter((_, i) => answers[i] !== undefined)
}

function lowered(votes: Readonly<Record<string, boolean>>): Record<Hex, boolean> {
  return Object.fromEntries(Object.entries(votes).map(([validator, join]) => [validator.toLowerCase(), join]))
}
