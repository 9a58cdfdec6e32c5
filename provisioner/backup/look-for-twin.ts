import type { Block, JsonRpcProvider } from 'ethers'
import type { Lock } from '../../network/ceremony/lock.ts'
import { activeElsewhere, blocksNeeded, type MadeBlock } from '../../network/checkpoint/active-elsewhere.ts'
import { readExtraData } from '../../network/checkpoint/header.ts'
import { recoverAddress } from '../../network/checkpoint/recover.ts'
import { sealersFault } from '../../network/checkpoint/seals.ts'
import { fromHex, type Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { connect } from '../chain/connect.ts'
import type { HomeRecord } from '../home/home-record.ts'

/** Blocks asked for at once. */
const WIDTH = 32

/**
 * Looks in the newest blocks for the keys of a home's validators. What is asked is believed for what it shows of a chain with
 * this network's genesis, a fresh head and whole sets of seals; give a node whose operator one trusts.
 * @throws QuorateError TWIN_SEEN where one of them makes blocks, TWIN_UNCLEAR where nothing can be said, NETWORK_OTHER,
 * RPC_UNREACHABLE, CHAIN_OTHER
 */
export async function lookForTwin(
  rpc: string,
  { record, lock, now }: { readonly record: HomeRecord; readonly lock: Lock; readonly now: number },
): Promise<{ readonly upTo: number; readonly blocks: number }> {
  const { chainId, genesisHash, genesis } = lock.founding
  const provider = await connect(rpc, chainId)
  try {
    const found = (await provider.getBlock(0))?.hash ?? 'none'
    if (found !== genesisHash) throw otherNetwork({ rpc, found, expected: genesisHash })
    const validators = record.nodes.flatMap(({ name, duty }) => (duty === 'validator' ? [`node/${name}`] : []))
    const own = record.keys.flatMap(({ role, address }) => (validators.includes(role) ? [address] : []))
    const blockPeriodSeconds = genesis.config.qbft.blockperiodseconds
    const seen = activeElsewhere(own, await newestBlocks(provider), { now, blockPeriodSeconds })
    if (seen.kind === 'silent') return seen
    throw seen.kind === 'active' ? twinSeen(record, seen) : twinUnclear(rpc, seen.why)
  } finally {
    provider.destroy()
  }
}

/** Twice as many as are needed: those of rounds above 0 say less. */
async function newestBlocks(provider: JsonRpcProvider): Promise<MadeBlock[]> {
  const head = await made(provider, await provider.getBlockNumber())
  const first = Math.max(1, head.number - 2 * blocksNeeded(head.validators.length) + 1)
  const blocks: MadeBlock[] = []
  for (let from = first; from < head.number; from += WIDTH) {
    const numbers = Array.from({ length: Math.min(WIDTH, head.number - from) }, (_, i) => from + i)
    blocks.push(...(await Promise.all(numbers.map((number) => made(provider, number)))))
  }
  return [...blocks, head]
}

async function made(provider: JsonRpcProvider, number: number): Promise<MadeBlock> {
  const block = await provider.getBlock(number)
  const read = block === null ? undefined : madeBlock(block)
  if (read !== undefined) return read
  throw twinUnclear('the node', `block ${number} is not there, or its seals are not those of a quorum`)
}

/** Seals of round 0 sign the block's hash itself; those of later rounds sign a header that JSON-RPC does not give. */
function madeBlock({ number, timestamp, miner, hash, extraData }: Block): MadeBlock | undefined {
  const extra = readExtraData(extraData)
  if (extra === undefined || hash === null) return undefined
  const { validators, round, seals } = extra
  const common = { number, time: timestamp, proposer: miner.toLowerCase() as Hex, validators }
  if (round > 0) return { ...common, sealers: undefined }
  const sealers = seals.map((seal) => recoverAddress(fromHex(hash), seal))
  if (sealersFault(sealers, validators) !== undefined) return undefined
  return { ...common, sealers: sealers.filter((sealer) => sealer !== undefined) }
}

function twinSeen({ member }: HomeRecord, { key, block }: { key: Hex; block: number }): QuorateError {
  return new QuorateError(
    'TWIN_SEEN',
    `A node with a key of ${member} made or sealed block ${block}: it runs elsewhere.`,
    {
      facts: { member, key, block },
      remedy: 'Stop that node for good, wait until the chain has gone on without it, and look again.',
    },
  )
}

function twinUnclear(rpc: string, why: string): QuorateError {
  return new QuorateError('TWIN_UNCLEAR', `What ${rpc} shows does not say whether the old node still runs: ${why}.`, {
    facts: { rpc, why },
    remedy:
      'Ask a node that is at the head of a chain that moves; or stop and erase the old node, and say so with --old-node-is-gone.',
  })
}

function otherNetwork(facts: { rpc: string; found: string; expected: string }): QuorateError {
  return new QuorateError('NETWORK_OTHER', `The node at ${facts.rpc} is of another network.`, {
    facts,
    remedy: 'Give the RPC address of a node of this network.',
  })
}
