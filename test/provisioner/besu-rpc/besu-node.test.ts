import { describe, expect, it } from '@jest/globals'
import { validatorsAtWork } from '../../../network/agent/node-facts.ts'
import { besuNode } from '../../../provisioner/besu-rpc/besu-node.ts'
import { recordedNode } from './recorded-node.ts'

const block = { number: '0x1db', timestamp: '0x6a95aeb0', hash: `0x${'11'.repeat(32)}` }
const blocks = { eth_getBlockByNumber: { result: block } }
const node = 'hospital-north-1'

describe('an own node, asked by its agent', () => {
  it('says what a real Besu said: head, peers, lists, votes and validators, with one token', async () => {
    const { rpc, asked } = await recordedNode(blocks)
    let tokens = 0
    const facts = await besuNode(node, rpc, () => `token-${++tokens}`).facts()
    expect(facts.publicKey).toBe(
      `0x${'f277958fe93c348a0714eca3f7164dbfcdd35cc6aa027ca468ffb206e32fccf1585338d403efc8ae924a77558588113eeb9c36b0960026375caae46b835118c3'}`,
    )
    expect(facts).toMatchObject({ node, syncing: false, head: { number: 475 }, votes: {} })
    expect([
      facts.peers.length,
      facts.allowedNodes.length,
      facts.allowedAccounts.length,
      facts.validators.length,
    ]).toEqual([3, 4, 2, 4])
    expect(facts.validators).toContain(facts.address)
    expect(facts.peers[0]).toMatchObject({ remote: '127.0.0.1', inbound: true })
    expect(facts.peers.every(({ address }) => facts.validators.includes(address))).toBe(true)
    expect(facts.validators.map((one) => facts.proposals[one] ?? 0).every((last) => last > 400)).toBe(true)
    const ranges = asked.filter(({ method }) => method === 'qbft_getSignerMetrics').map(({ params }) => params)
    expect(ranges).toEqual([[`0x${(475 - 12).toString(16)}`, 'latest']])
    expect(tokens).toBe(1)
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer token-1']))
  })

  it('is as well before the first block, when Besu refuses every range of blocks', async () => {
    const first = { ...block, number: '0x0' }
    const refuses = { error: { code: -32602, message: 'Invalid block number params' } }
    const { rpc } = await recordedNode({ eth_getBlockByNumber: { result: first }, qbft_getSignerMetrics: refuses })
    const facts = await besuNode(node, rpc, () => '').facts()
    expect([facts.head.number, facts.proposals]).toEqual([0, {}])
    expect(validatorsAtWork(facts).toSorted()).toEqual(facts.validators.toSorted())
  })

  it('takes “already listed” and “not listed” for done, and nothing else', async () => {
    const { rpc } = await recordedNode()
    const besu = besuNode(node, rpc, () => '')
    await besu.act({ node, kind: 'allow-nodes', enodes: [] })
    await besu.act({ node, kind: 'disallow-accounts', accounts: [] })
    const fixed = besu.act({ node, kind: 'disallow-nodes', enodes: [] })
    await expect(fixed).rejects.toMatchObject({
      code: 'NODE_REFUSED',
      facts: { method: 'perm_removeNodesFromAllowlist' },
    })
  })

  it('votes and takes votes back in Besu’s words', async () => {
    const { rpc, asked } = await recordedNode()
    const besu = besuNode(node, rpc, () => '')
    await besu.act({ node, kind: 'vote', validator: '0x00000000000000000000000000000000000000ff', join: true, why: '' })
    await besu.act({ node, kind: 'discard-vote', validator: '0x00000000000000000000000000000000000000ff', why: '' })
    expect(asked.map(({ method, params }) => [method, ...params])).toEqual([
      ['qbft_proposeValidatorVote', '0x00000000000000000000000000000000000000ff', true],
      ['qbft_discardValidatorVote', '0x00000000000000000000000000000000000000ff'],
    ])
  })

  it('is silent where nothing listens, refuses where the interface is off, and is not guessed at where it talks nonsense', async () => {
    await expect(besuNode(node, 'http://127.0.0.1:9', () => 'secret').facts()).rejects.toMatchObject({
      code: 'NODE_SILENT',
    })
    const off = await recordedNode({
      ...blocks,
      perm_getNodesAllowlist: { error: { code: -32604, message: 'Method not enabled' } },
    })
    await expect(besuNode(node, off.rpc, () => '').facts()).rejects.toMatchObject({ code: 'NODE_REFUSED' })
    const odd = await recordedNode({ ...blocks, admin_peers: { result: [{ id: '0x12' }] } })
    await expect(besuNode(node, odd.rpc, () => '').facts()).rejects.toMatchObject({ code: 'NODE_UNINTELLIGIBLE' })
  })

  it('never puts a token into an error', async () => {
    const failed = besuNode(node, 'http://127.0.0.1:9', () => 'the-secret-token').facts()
    const error = await failed.catch((caught: Error) => caught)
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('the-secret-token')
  })
})
