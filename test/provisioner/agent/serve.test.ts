import { describe, expect, it } from '@jest/globals'
import { AgentMetrics } from '../../../provisioner/agent/metrics.ts'
import { serve } from '../../../provisioner/agent/serve.ts'
import { facts, NOW } from '../../network/agent/network.ts'

const at = { host: '127.0.0.1', port: 0 }

describe('what an agent serves', () => {
  it('is metrics of its nodes, named quorate_, and no address, key or URL', async () => {
    const metrics = new AgentMetrics()
    metrics.node(facts(4), NOW + 3)
    metrics.found([{ code: 'NODE_SILENT', subject: 'member-1-2', says: 'http://10.0.0.1:8545', remedy: '' }])
    metrics.acted('vote', 'done')
    metrics.anchored('base', undefined)
    const server = await serve({ metrics: () => metrics.text(), health: () => ({ good: true }) }, at)
    const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text()
    await server.close()
    expect(text).toContain('quorate_head_age_seconds{node="member-1-1"} 3')
    expect(text).toContain('quorate_validators_live{node="member-1-1"} 4')
    expect(text).toContain('quorate_findings{code="NODE_SILENT"} 1')
    expect(text).toContain('quorate_node_up{node="member-1-2"} 0')
    expect(text).toContain('quorate_agent_actions_total{kind="vote",outcome="done"} 1')
    expect(text).toContain('quorate_anchor_up{chain="base"} 0')
    expect(text.split('\n').filter((line) => line !== '' && !/^(# (HELP|TYPE) )?quorate_/.test(line))).toEqual([])
    expect(text).not.toMatch(/0x[0-9a-f]{8}|http:|enode/)
  })

  it('is 503 where no pass was made for long, and takes nothing', async () => {
    const health = () => ({ good: false, lastPassSeconds: 90 })
    const server = await serve({ metrics: async () => '', health }, at)
    const url = `http://127.0.0.1:${server.port}`
    const [ill, posted, unknown] = await Promise.all([
      fetch(`${url}/health`),
      fetch(`${url}/health`, { method: 'POST', body: '{}' }),
      fetch(`${url}/keys`),
    ])
    expect([ill.status, await ill.json()]).toEqual([503, { good: false, lastPassSeconds: 90 }])
    expect([posted.status, unknown.status]).toEqual([405, 404])
    await server.close()
  })

  it('says whose port it is where it is taken', async () => {
    const served = { metrics: async () => '', health: () => ({ good: true }) }
    const server = await serve(served, at)
    await expect(serve(served, { host: '127.0.0.1', port: server.port })).rejects.toMatchObject({ code: 'PORT_IN_USE' })
    await server.close()
  })
})
