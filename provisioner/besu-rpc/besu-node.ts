import { z } from 'zod'
import type { NodeAction } from '../../network/agent/action.ts'
import { blocksOfTurns, type NodeFacts, type Peer } from '../../network/agent/node-facts.ts'
import { nodeAddress } from '../../network/ceremony/card.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { ask, askAll, type Call } from './json-rpc.ts'

/** One of a member's own nodes, by the interfaces that only its agent may use. */
export interface BesuNode {
  readonly node: string
  readonly rpc: string
  /** What it says of itself and its peers. @throws QuorateError NODE_SILENT, NODE_REFUSED, NODE_UNINTELLIGIBLE */
  facts(): Promise<NodeFacts>
  /** Has it do one thing. What it says is done already counts as done. @throws QuorateError NODE_SILENT, NODE_REFUSED */
  act(action: NodeAction): Promise<void>
}

/** What an agent's tokens open: no ETH, no DEBUG, no TXPOOL. */
export const agentPermissions = ['admin:*', 'perm:*', 'qbft:*', 'net:*', 'web3:*'] as const

/** @param token a fresh one for each request. */
export function besuNode(node: string, rpc: string, token: () => string): BesuNode {
  return {
    node,
    rpc,
    facts: async () => {
      const bearer = token()
      const facts = factsOf(node, rpc, await askAll(rpc, READS, bearer))
      return { ...facts, proposals: await proposalsOf(node, rpc, { facts, bearer }) }
    },
    act: (action) => act(rpc, action, token()),
  }
}

const READS: readonly Call[] = [
  { method: 'eth_getBlockByNumber', params: ['0x0', false] },
  { method: 'eth_getBlockByNumber', params: ['latest', false] },
  { method: 'eth_syncing' },
  { method: 'admin_nodeInfo' },
  { method: 'admin_peers' },
  { method: 'perm_getNodesAllowlist' },
  { method: 'perm_getAccountsAllowlist' },
  { method: 'qbft_getPendingVotes' },
  { method: 'qbft_getValidatorsByBlockNumber', params: ['latest'] },
]

const hex = z.custom<Hex>((value) => typeof value === 'string' && /^0x([0-9a-f]{2})+$/.test(value))
const number = z
  .string()
  .regex(/^0x[0-9a-f]{1,13}$/)
  .transform(Number)
const block = z.object({ number, timestamp: number, hash: hex })
const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text.toLowerCase() as Hex)
const publicKey = z
  .string()
  .regex(/^(0x)?[0-9a-fA-F]{128}$/)
  .transform((text): Hex => `0x${text.replace(/^0x/, '').toLowerCase()}`)
const peer = z.object({
  id: publicKey,
  network: z.object({ remoteAddress: z.string(), inbound: z.boolean() }),
  protocols: z.object({ eth: z.object({ latestBlock: z.number() }) }),
})
const answers = z.tuple([
  block,
  block,
  z.union([z.literal(false), z.object({})]),
  z.object({ id: publicKey }),
  z.array(peer),
  z.array(z.string()),
  z.array(z.string()),
  z.record(z.string(), z.boolean()),
  z.array(address),
])
const signers = z.array(z.object({ address, lastProposedBlockNumber: number }))

function factsOf(node: string, rpc: string, given: unknown): Omit<NodeFacts, 'proposals'> {
  const parsed = answers.safeParse(given)
  if (!parsed.success) throw unintelligible(node, rpc, z.prettifyError(parsed.error))
  const [first, head, syncing, info, peers, allowedNodes, allowedAccounts, votes, validators] = parsed.data
  return {
    node,
    address: nodeAddress(info.id),
    publicKey: info.id,
    genesisHash: first.hash,
    head: { number: head.number, time: head.timestamp },
    syncing: syncing !== false,
    peers: peers.map(peerOf),
    allowedNodes,
    allowedAccounts,
    votes: Object.fromEntries(Object.entries(votes).map(([validator, join]) => [validator.toLowerCase(), join])),
    validators,
  }
}

/** Before the first block it refuses every range, and nobody has proposed. */
async function proposalsOf(
  node: string,
  rpc: string,
  { facts, bearer }: { readonly facts: Omit<NodeFacts, 'proposals'>; readonly bearer: string },
): Promise<NodeFacts['proposals']> {
  if (facts.head.number === 0) return {}
  const from = Math.max(0, facts.head.number - blocksOfTurns(facts.validators.length))
  const call = { method: 'qbft_getSignerMetrics', params: [`0x${from.toString(16)}`, 'latest'] }
  const parsed = signers.safeParse(await ask(rpc, call, bearer))
  if (!parsed.success) throw unintelligible(node, rpc, z.prettifyError(parsed.error))
  return Object.fromEntries(parsed.data.map((one) => [one.address, one.lastProposedBlockNumber]))
}

function peerOf({ id, network, protocols }: z.output<typeof peer>): Peer {
  const remote = network.remoteAddress
    .replace(/^\//, '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
  return { publicKey: id, address: nodeAddress(id), remote, inbound: network.inbound, told: protocols.eth.latestBlock }
}

/** Besu says so where a list is already as it was to become: somebody, or an earlier run, was faster. */
const DONE = /Cannot (add an existing|remove an absent)/i

async function act(rpc: string, action: NodeAction, token: string): Promise<void> {
  try {
    for (const call of callsOf(action)) await ask(rpc, call, token)
  } catch (error) {
    if (error instanceof QuorateError && DONE.test(String(error.facts['reason']))) return
    throw error
  }
}

function callsOf(action: NodeAction): Call[] {
  switch (action.kind) {
    case 'allow-nodes':
      return [{ method: 'perm_addNodesToAllowlist', params: [action.enodes] }]
    case 'disallow-nodes':
      return [{ method: 'perm_removeNodesFromAllowlist', params: [action.enodes] }]
    case 'allow-accounts':
      return [{ method: 'perm_addAccountsToAllowlist', params: [action.accounts] }]
    case 'disallow-accounts':
      return [{ method: 'perm_removeAccountsFromAllowlist', params: [action.accounts] }]
    case 'add-peer':
      return [{ method: 'admin_addPeer', params: [action.enode] }]
    case 'remove-peer':
      return [{ method: 'admin_removePeer', params: [action.enode] }]
    case 'meet-again':
      // Added at once, so that Besu keeps it up though this agent may end here.
      return [
        { method: 'admin_removePeer', params: [action.enode] },
        { method: 'admin_addPeer', params: [action.enode] },
      ]
    case 'vote':
      return [{ method: 'qbft_proposeValidatorVote', params: [action.validator, action.join] }]
    case 'discard-vote':
      return [{ method: 'qbft_discardValidatorVote', params: [action.validator] }]
  }
}

function unintelligible(node: string, rpc: string, reason: string): QuorateError {
  return new QuorateError('NODE_UNINTELLIGIBLE', `${node} answers what no Besu of a known release does.`, {
    facts: { node, rpc, reason },
    remedy: 'See what listens there, and which release it is.',
  })
}
