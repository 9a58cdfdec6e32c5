import { describe, expect, it } from '@jest/globals'
import { besuNode } from '../../../provisioner/besu-rpc/besu-node.ts'
import { introduce } from '../../../provisioner/besu-rpc/introduce.ts'
import { recordedNode } from './recorded-node.ts'

const block = { number: '0x0', timestamp: '0x6a95aeb0', hash: `0x${'11'.repeat(32)}` }
const alone = { eth_getBlockByNumber: { result: block }, admin_peers: { result: [] } }
const dialled = { admin_addPeer: { result: true } }

describe('a node that was just started', () => {
  it('dials everybody whom its list lets in, and not itself', async () => {
    const { rpc, asked } = await recordedNode({ ...alone, ...dialled })
    const node = besuNode('hospital-north-1', rpc, () => 'token')
    const { allowedNodes, publicKey } = await node.facts()
    expect(await introduce(node)).toBe(3)
    const dials = asked.flatMap(({ method, params }) => (method === 'admin_addPeer' ? params : []))
    expect(dials.toSorted()).toEqual(allowedNodes.filter((enode) => !enode.includes(publicKey.slice(2))).toSorted())
  })

  it('dials nobody to whom it is connected', async () => {
    const { rpc, asked } = await recordedNode({ eth_getBlockByNumber: { result: block }, ...dialled })
    expect(await introduce(besuNode('hospital-north-1', rpc, () => 'token'))).toBe(0)
    expect(asked.some(({ method }) => method === 'admin_addPeer')).toBe(false)
  })

  it('says which call was refused', async () => {
    const { rpc } = await recordedNode({ ...alone, admin_addPeer: { error: { code: -32604, message: 'Not enabled' } } })
    const refused = introduce(besuNode('hospital-north-1', rpc, () => 'token'))
    await expect(refused).rejects.toMatchObject({ code: 'NODE_REFUSED', facts: { method: 'admin_addPeer' } })
  })
})
