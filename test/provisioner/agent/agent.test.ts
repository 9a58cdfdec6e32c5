import { describe, expect, it } from '@jest/globals'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { Agent } from '../../../provisioner/agent/agent.ts'
import { developmentSight } from '../../../provisioner/agent/development-sight.ts'
import type { Hold } from '../../../provisioner/agent/hold.ts'
import { Eyes } from '../../../provisioner/agent/look.ts'
import { AgentMetrics } from '../../../provisioner/agent/metrics.ts'
import type { OwnNodes } from '../../../provisioner/agent/own-nodes.ts'
import { jwtKeyOf } from '../../../provisioner/besu-rpc/jwt.ts'
import { exampleLock } from '../../behaviours/example-manifests.ts'
import { genesisChain } from '../../fixtures/genesis-chain.ts'
import { signerOf } from '../../live/agent-network.ts'
import { recordedNode } from '../besu-rpc/recorded-node.ts'
import { standInChain } from './stand-in-chain.ts'

const block = { number: '0x5', timestamp: '0x6a95aeb0', hash: `0x${'11'.repeat(32)}` }

const silent = () => Promise.reject(new Error('nothing is to be said on chain'))
const hold: Hold = { with: silent, noting: silent }
const { signal } = new AbortController()
const nothing = { hold, elapsed: () => 0, records: async () => [], progress: () => {}, signal }

async function agentOf(own: OwnNodes) {
  const lock = await exampleLock()
  const { chainId, networkId, genesisHash } = lock.founding
  const now = () => 0x6a95aeb0
  const eyes = new Eyes(own, jwtKeyOf(signerOf('hospital-north', 'agent'), networkId), { chainId, genesisHash, now })
  const metrics = new AgentMetrics()
  const agent = new Agent({ ...nothing, member: 'hospital-north', lock, own, eyes, metrics, now })
  return { agent, metrics, close: () => eyes.close() }
}

const nodeAt = (rpc: string | null): OwnNodes => ({
  observe: async () => [{ node: 'hospital-north-1', state: rpc === null ? 'stopped' : 'running', rpc, since: null }],
  restart: () => Promise.reject(new Error('nothing is to be restarted')),
})

describe('an agent whose nodes are in a bad way', () => {
  it.each([
    ['does not run', null, 'NODE_SILENT'],
    ['does not answer', 'http://127.0.0.1:9', 'NODE_SILENT'],
  ])(
    'says that a node %s, and passes again',
    async (_, rpc, code) => {
      const { agent, metrics, close } = await agentOf(nodeAt(rpc))
      for (const pass of [await agent.pass(), await agent.pass()]) {
        expect(pass.findings).toMatchObject([{ code, subject: 'hospital-north-1' }])
        await pass.work
      }
      expect(await metrics.text()).toContain('quorate_node_up{node="hospital-north-1"} 0')
      close()
    },
    60_000,
  )

  it('leaves a node of another network alone, and tells so', async () => {
    const { rpc, asked } = await recordedNode({ eth_getBlockByNumber: { result: block } })
    const { agent, close } = await agentOf(nodeAt(rpc))
    const { findings, did } = await agent.pass()
    expect(findings.map(({ code }) => code)).toContain('NODE_OTHER_GENESIS')
    expect(did).toEqual([])
    expect(asked.map(({ method }) => method).filter((method) => /add|remove|propose|discard/i.test(method))).toEqual([])
    close()
  }, 60_000)

  it('says that a node does not know its token', async () => {
    const { rpc } = await recordedNode({ admin_nodeInfo: { error: { code: -40100, message: 'Unauthorized' } } })
    const { agent, close } = await agentOf(nodeAt(rpc))
    expect((await agent.pass()).findings).toMatchObject([{ code: 'NODE_NOT_PERMITTED' }])
    close()
  }, 60_000)
})

describe('an agent whose chain was given another pace by vote', () => {
  it('passes once a block of now', async () => {
    const lock = await exampleLock()
    const { chainId, genesisHash, genesis } = lock.founding
    const founded = Number(genesis.timestamp)
    const beginsAt = founded + 30 * 86_400
    const chain = await genesisChain(lock.founding)
    const slower = interfaceOf('Amendments').encodeFunctionData('scheduleBlockPeriod', [7, beginsAt])
    const { reverted } = await chain.call(predeploys.Amendments, slower, predeploys.ConsortiumTimelock)
    const node = await standInChain(chain)
    Object.assign(node, { chainId, genesisHash, begunAt: founded })
    const key = {
      keptBy: 'hsm',
      role: 'node/hospital-north-1',
      address: `0x${'11'.repeat(20)}`,
      publicKey: `0x${'11'.repeat(64)}`,
    } as const
    const eyes = await developmentSight({ record: { keys: [key] } }, { rpc: node.rpc, lock })
    let now = beginsAt - 1
    const own = nodeAt(null)
    const given = { ...nothing, member: 'hospital-north', lock, own, eyes, alone: true, metrics: new AgentMetrics() }
    const agent = new Agent({ ...given, now: () => now })
    const { blockperiodseconds } = genesis.config.qbft
    const before = agent.period()
    await (await agent.pass()).work
    const until = agent.period()
    now = beginsAt
    expect([reverted, before, until, agent.period()]).toEqual([false, blockperiodseconds, blockperiodseconds, 7])
    eyes.close()
  }, 60_000)
})
