import { describe, expect, it } from '@jest/globals'
import { introduce } from '../../../provisioner/besu-rpc/introduce.ts'
import { recordedNode } from './recorded-node.ts'

const peers = ['aa', 'bb'].map((byte, i) => `enode://${byte.repeat(64)}@127.0.0.1:${30_303 + i}`)

describe('a node that was just started', () => {
  it('is told of all its peers at once', async () => {
    const { rpc, asked } = await recordedNode({ admin_addPeer: { result: true } })
    await introduce(rpc, peers, 'token')
    const authorization = 'Bearer token'
    expect(asked).toEqual(peers.map((enode) => ({ method: 'admin_addPeer', params: [enode], authorization })))
  })

  it('is not asked at all where there is nobody to dial', async () => {
    const { rpc, asked } = await recordedNode()
    await introduce(rpc, [], 'token')
    expect(asked).toEqual([])
  })

  it('says which call was refused', async () => {
    const { rpc } = await recordedNode({ admin_addPeer: { error: { code: -32604, message: 'Not enabled' } } })
    const refused = introduce(rpc, peers, 'token')
    await expect(refused).rejects.toMatchObject({ code: 'NODE_REFUSED', facts: { method: 'admin_addPeer' } })
  })
})
