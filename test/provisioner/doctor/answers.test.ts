import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { NetworkFacts } from '../../../network/doctor/facts.ts'
import { openAnswers } from '../../../provisioner/doctor/open-answers.ts'
import { ownAnswers } from '../../../provisioner/doctor/own-answers.ts'
import { freePorts } from '../../behaviours/example-manifests.ts'
import { type RecordedNode, recordedNode } from './recorded-node.ts'

const network: NetworkFacts = {
  genesisHash: '0xaa5aa7497688614194ed8a72fc570d4195c7b8b167679c1459f617c7f7a68222',
  blockPeriod: 2,
  requestTimeout: 4,
  epoch: 30_000,
  headAgeSeconds: 24,
}
/** Long after the recorded head: nothing waits for a next block. */
const watching = { network, now: () => 2_000_000_000 }
const open: RecordedNode[] = []

async function node(options: Parameters<typeof recordedNode>[0] = {}): Promise<RecordedNode> {
  const made = await recordedNode(options)
  open.push(made)
  return made
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
})

describe('what a node tells anybody', () => {
  it('is read from the answers of a real Besu', async () => {
    const answer = await openAnswers('north-1', (await node()).rpc, watching)
    expect(answer).toMatchObject({
      open: {
        version: 'besu/v26.8-develop-683880b/linux-x86_64/openjdk-java-25',
        genesisHash: network.genesisHash,
        head: { number: 475 },
        syncing: false,
        peers: 3,
        gasPrice: 0,
        votes: {},
        hostStatus: { host: 'north-1', status: 200 },
        unprotected: [],
      },
    })
    const { validators, proposed } = 'open' in answer ? answer.open : { validators: [], proposed: {} }
    expect(validators).toHaveLength(4)
    expect(Object.keys(proposed ?? {})).toEqual(expect.arrayContaining([...(validators ?? [])]))
  })

  it('shows what answers without a token and should not', async () => {
    const answer = await openAnswers('north-1', (await node({ guarded: false })).rpc, watching)
    expect(answer).toMatchObject({
      open: { unprotected: expect.arrayContaining(['admin_nodeInfo', 'perm_getNodesAllowlist']) },
    })
  })

  it('shows a name that the node’s list of hosts lacks', async () => {
    const { rpc, hosts } = await node({ refusedHost: 'north-1' })
    expect(await openAnswers('north-1', rpc, watching)).toMatchObject({ open: { hostStatus: { status: 403 } } })
    expect(hosts).toContain('north-1')
  })

  it('is a silence where nothing listens, told apart from one that takes too long', async () => {
    const [port = 0] = await freePorts(1)
    const answer = await openAnswers('north-1', `http://127.0.0.1:${port}`, watching)
    expect(answer).toMatchObject({ silence: { kind: 'refused' } })
    const mute = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const rpc = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`
    expect(await openAnswers('north-1', rpc, watching)).toMatchObject({ silence: { kind: 'timeout' } })
    mute.closeAllConnections()
    mute.close()
  }, 20_000)

  it('leaves open what is no answer of a Besu, and makes nothing up', async () => {
    const server = createServer((_, response) => void response.end('<html>not a node</html>')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const answer = await openAnswers('north-1', `http://127.0.0.1:${(server.address() as AddressInfo).port}`, watching)
    expect(answer).toMatchObject({ open: { version: undefined, head: undefined, peers: undefined, blocks: [] } })
    server.closeAllConnections()
    server.close()
  })
})

describe('what a node tells its own member', () => {
  it('is read with tokens that open its lists and its pool', async () => {
    const asked: (readonly string[])[] = []
    const { rpc } = await node()
    const own = await ownAnswers('north-1', rpc, (permissions) => {
      asked.push(permissions)
      return 'a-token'
    })
    expect(own).toMatchObject({ pool: 0, facts: { head: { number: 475 }, syncing: false } })
    if (own === undefined || !('facts' in own)) throw new Error('the node answers')
    expect(own.peers).toHaveLength(3)
    expect(own.facts.validators).toContain(own.peers[0]?.address)
    expect(own.peers[0]?.latestBlock).toBeGreaterThan(400)
    expect(asked.flat().some((one) => one.startsWith('eth') || one.startsWith('debug'))).toBe(false)
  })

  it('is a silence, and no refusal, where the node takes too long', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const rpc = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await ownAnswers('north-1', rpc, () => 'a-token')).toMatchObject({ silence: { kind: 'timeout', rpc } })
    server.closeAllConnections()
    server.close()
  }, 20_000)

  it('is a refusal where its token is not taken', async () => {
    const server = createServer((_, response) => {
      response.statusCode = 401
      response.end('{"jsonrpc":"2.0","id":1,"error":{"code":-40100,"message":"Unauthorized"}}')
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const rpc = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    expect(await ownAnswers('north-1', rpc, () => 'a-token')).toEqual({ refused: 'Unauthorized' })
    server.closeAllConnections()
    server.close()
  })
})
