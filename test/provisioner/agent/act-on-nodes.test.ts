import { describe, expect, it } from '@jest/globals'
import type { NodeAction } from '../../../network/agent/action.ts'
import { blank } from '../../../network/agent/decide.ts'
import { listActions } from '../../../network/agent/node-actions.ts'
import { dueTries } from '../../../network/agent/peer-tries.ts'
import type { Endpoints } from '../../../network/ceremony/endpoints.ts'
import { actOnNodes } from '../../../provisioner/agent/act-on-nodes.ts'
import { Failures } from '../../../provisioner/agent/failures.ts'
import { AgentMetrics } from '../../../provisioner/agent/metrics.ts'
import { besuNode } from '../../../provisioner/besu-rpc/besu-node.ts'
import { facts, member, NOW, registry } from '../../network/agent/network.ts'
import { recordedNode } from '../besu-rpc/recorded-node.ts'

const node = 'member-1-1'
const BAD = '224.0.0.5'

/** As Besu does: one entry that it cannot take, and it takes none of the call. */
async function picky() {
  const judge = (params: readonly unknown[]) =>
    JSON.stringify(params).includes(BAD)
      ? { error: { code: -32000, message: 'Request contains an invalid node' } }
      : { result: 'Success' }
  const { rpc, asked } = await recordedNode({
    perm_addNodesToAllowlist: judge,
    perm_addAccountsToAllowlist: judge,
    admin_addPeer: judge,
  })
  const besu = besuNode(node, rpc, () => '')
  const failures = new Failures()
  const metrics = new AgentMetrics()
  const pass = (actions: readonly NodeAction[], second: number, tries = blank.tries) =>
    actOnNodes(
      { nodeActions: actions, memory: { ...blank, tries } },
      { eyes: { node: () => besu }, metrics, failures, elapsed: () => second, progress: () => {} },
    )
  return { asked, failures, pass }
}

/** Two join; Besu takes no address of the first. */
function joining(): NodeAction[] {
  const members = [...registry(4).members, ...[5, 6].map((n) => member(n, { state: 'candidate' }))]
  const record = (n: number, host: string) =>
    [
      `member-${n}`,
      { serial: 1, nodes: [{ name: `member-${n}-1`, host, port: 30_303 }] } as unknown as Endpoints,
    ] as const
  const records = new Map([record(5, BAD), record(6, '10.0.0.6')])
  return listActions(facts(4), registry(4, { members }), { member: 'member-1', records })
}

describe('what Besu refuses of one member', () => {
  it('keeps no other from being let in and dialled', async () => {
    const { asked, failures, pass } = await picky()
    const { did, refused } = await pass(joining(), 0)
    const taken = asked.filter(({ params }) => !JSON.stringify(params).includes(BAD))
    expect(taken.map(({ method }) => method)).toEqual([
      'perm_addNodesToAllowlist',
      'perm_addAccountsToAllowlist',
      'admin_addPeer',
    ])
    expect(did.map((key) => key.split(' ')[0])).toEqual(['allow-nodes', 'allow-accounts', 'add-peer'])
    expect(refused).toEqual(new Set([node]))
    expect(failures.findings().map(({ code }) => code)).toEqual(['ACTION_FAILED', 'ACTION_FAILED'])
    expect(failures.findings().every(({ subject }) => subject.includes(BAD))).toBe(true)
  })

  it('is tried again later, holds up no other meanwhile, and is no drift', async () => {
    const { asked, failures, pass } = await picky()
    const dials = joining().filter(({ kind }) => kind === 'add-peer')
    await pass(joining(), 0)
    asked.length = 0
    const again = await pass(
      joining().filter(({ kind }) => kind === 'allow-nodes'),
      1,
    )
    expect(again.did).toEqual([expect.stringContaining('10.0.0.6')])
    expect(again.refused).toEqual(new Set([node]))
    await pass(joining(), 5)
    asked.length = 0
    const { due, tries } = dueTries(dials, blank.tries, NOW + 6)
    const { did, refused } = await pass(due, 6, tries)
    expect(did).toEqual([expect.stringContaining('10.0.0.6')])
    expect(refused).toEqual(new Set())
    expect(asked.map(({ method }) => method)).toEqual(['admin_addPeer'])
    await pass([], 7, tries)
    expect(failures.findings()).toHaveLength(1)
  })

  it('is forgotten once it is wanted no longer', async () => {
    const { failures, pass } = await picky()
    await pass(joining(), 0)
    await pass([], 1)
    expect(failures.findings()).toEqual([])
  })
})
