import { describe, expect, it } from '@jest/globals'
import { introduce } from '../../../provisioner/besu-rpc/introduce.ts'
import { recordedNode } from './recorded-node.ts'

const enode = (byte: string, port: number) => `enode://${byte.repeat(64)}@127.0.0.1:${port}`
const [own, south, alpha] = [enode('aa', 30_303), enode('bb', 30_304), enode('cc', 30_305)]
const key = `0x${'aa'.repeat(64)}` as const
const letsIn = (...enodes: string[]) => ({
  perm_getNodesAllowlist: { result: enodes },
  admin_addPeer: { result: true },
})

describe('a node that was just started', () => {
  it('dials whom its own list lets in, and not itself', async () => {
    const { rpc, asked } = await recordedNode(letsIn(own, south, alpha))
    await introduce(rpc, key, () => 'token')
    const authorization = 'Bearer token'
    expect(asked).toEqual([
      { method: 'perm_getNodesAllowlist', params: [], authorization },
      { method: 'admin_addPeer', params: [south], authorization },
      { method: 'admin_addPeer', params: [alpha], authorization },
    ])
  })

  it('dials nobody who was taken off its list, whatever the founding says of them', async () => {
    const { rpc, asked } = await recordedNode(letsIn(own, south))
    await introduce(rpc, key, () => 'token')
    expect(asked.flatMap(({ params }) => params)).toEqual([south])
  })

  it('dials nobody where its list names itself alone', async () => {
    const { rpc, asked } = await recordedNode(letsIn(own))
    await introduce(rpc, key, () => 'token')
    expect(asked.map(({ method }) => method)).toEqual(['perm_getNodesAllowlist'])
  })

  it('says which call was refused', async () => {
    const refuses = { ...letsIn(south), admin_addPeer: { error: { code: -32604, message: 'Not enabled' } } }
    const { rpc } = await recordedNode(refuses)
    const refused = introduce(rpc, key, () => 'token')
    await expect(refused).rejects.toMatchObject({ code: 'NODE_REFUSED', facts: { method: 'admin_addPeer' } })
  })
})
