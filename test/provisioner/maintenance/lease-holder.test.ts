import { describe, expect, it } from '@jest/globals'
import type { NodeFacts } from '../../../network/agent/node-facts.ts'
import type { Registry } from '../../../network/agent/registry.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { LeaseHolder } from '../../../provisioner/maintenance/lease-holder.ts'
import { NodeWatch } from '../../../provisioner/maintenance/node-watch.ts'
import { address, facts, member, NOW, peer, publicKey, registry } from '../../network/agent/network.ts'

const ME = 'member-1'
const OTHER = {
  name: `${ME}-2`,
  duty: 'validator',
  state: 'active',
  address: address(9),
  publicKey: publicKey(9),
} as const
const validators = [1, 2, 3, 4, 9].map(address)
const members = [member(1, { nodes: [...member(1).nodes, OTHER] }), ...[2, 3, 4].map((n) => member(n))]
const standing = registry(4, { members, validators })
const lease = { node: OTHER.address, member: ME, since: NOW - 100, until: NOW + 500 }
const change = { node: address(5), activation: true, number: 3, confirmed: false }

/** This member's two nodes, as the holder sees them; what is said on chain changes what the registry says next. */
function holding(at: {
  registry: Partial<Registry>
  other?: Partial<NodeFacts>
  restarted?: number
  own?: Partial<NodeFacts>
  /** What changes of the node in the block that has its lease. */
  lost?: Partial<NodeFacts>
  /** What passes between two looks. */
  passes?: { readonly seconds: number; readonly blocks: number }
}) {
  let own = [
    facts(4, { validators, peers: [2, 3, 4, 9].map((n) => peer(n)), ...at.own }),
    facts(4, {
      node: OTHER.name,
      address: OTHER.address,
      validators,
      peers: [1, 2, 3, 4].map((n) => peer(n)),
      ...at.other,
    }),
  ]
  let now: Registry = { ...standing, ...at.registry }
  const since = new Map([[OTHER.name, at.restarted ?? NOW - 1000]])
  const eyes = { look: async () => ({ nodes: own, since, down: new Set<string>(), findings: [] }) }
  const given = { member: ME, eyes, genesisHash: '0x99', headAgeSeconds: 60, now: () => NOW, elapsed: () => 0 }
  const watch = new NodeWatch(given as unknown as ConstructorParameters<typeof NodeWatch>[0])
  Object.assign(watch, { registry: async () => now, hasBegun: async () => true })
  const said: string[] = []
  let looks = 0
  const { seconds = 0, blocks = 0 } = at.passes ?? {}
  const holder = new LeaseHolder({
    ...{ member: ME, watch, elapsed: () => looks * seconds, progress: () => {} },
    async send({ data }) {
      const { name, args } = interfaceOf('NodeRegistry').parseTransaction({ data }) ?? {}
      said.push(`${name} ${String(args?.[0]).toLowerCase()}`)
      if (name === 'confirmChange') now = { ...now, change: undefined }
      if (name === 'returnLease') now = { ...now, lease: undefined }
      if (name !== 'takeLease') return
      now = { ...now, lease: { ...lease, node: address(1), since: NOW } }
      own = own.map((one) => (one.node === OTHER.name ? one : { ...one, ...at.lost }))
    },
    async pause() {
      looks += 1
      own = own.map((one) => ({ ...one, head: { ...one.head, number: one.head.number + blocks } }))
      if (looks > 3) throw new Error('it waits for ever')
    },
  })
  return { said, take: () => holder.take(`${ME}-1`) }
}

describe('a lease that is waited for with the home held', () => {
  it('has the change confirmed that waits for this member, whose agent cannot meanwhile', async () => {
    const { said, take } = holding({ registry: { change } })
    await take()
    expect(said).toEqual([`confirmChange ${change.node}`, `takeLease ${address(1)}`])
  })

  it('waits for others where they have not voted on the change, or this member has confirmed it', async () => {
    for (const at of [
      { registry: { change: { ...change, confirmed: true } } },
      { registry: { change }, other: { validators: [] } },
    ]) {
      const { said, take } = holding(at)
      await expect(take()).rejects.toThrow('it waits for ever')
      expect(said).toEqual([])
    }
  })

  it('has this member’s own given back, whose node was restarted under it and is back', async () => {
    const { said, take } = holding({ registry: { lease }, restarted: NOW - 50 })
    await take()
    expect(said).toEqual([`returnLease ${OTHER.address}`, `takeLease ${address(1)}`])
  })

  it('leaves it where that node is not back, or has yet to be restarted', async () => {
    const late = { head: { number: 90, time: NOW - 600 } }
    for (const at of [{ registry: { lease }, restarted: NOW - 50, other: late }, { registry: { lease } }]) {
      const { said, take } = holding(at)
      await expect(take()).rejects.toThrow('it waits for ever')
      expect(said).toEqual([])
    }
  })

  it('waits while one of the others is connected and makes no blocks, as one whose data were lost', async () => {
    const free = { registry: { lease: undefined, change: undefined } }
    const late = Object.fromEntries(validators.map((one) => [one, one === address(3) ? 50 : 99]))
    const all = Object.fromEntries(validators.map((one) => [one, 99]))
    const said = async (proposals: NodeFacts['proposals']) => {
      const { said, take } = holding({ ...free, own: { proposals } })
      await take().catch(() => undefined)
      return said
    }
    expect(await said(all)).toEqual([expect.stringMatching(/^takeLease /)])
    expect(await said(late)).toEqual([])
  })

  it('gives up where one makes no blocks for a minute and a half and for three turns: blocks may come slowly', async () => {
    const at = { registry: {}, own: { proposals: Object.fromEntries([1, 2, 4].map((n) => [address(n), 10_000])) } }
    const ends = (seconds: number, blocks: number) => holding({ ...at, passes: { seconds, blocks } }).take()
    await expect(ends(100, 20)).rejects.toMatchObject({ code: 'QUORUM_WOULD_BREAK' })
    await expect(ends(100, 2)).rejects.toThrow('it waits for ever')
    await expect(ends(20, 20)).rejects.toThrow('it waits for ever')
  })

  it('lets no node be taken down where a validator ended in the block that brought the lease, and gives that back', async () => {
    const lost = { peers: [2, 9].map((n) => peer(n)) }
    const { said, take } = holding({ registry: {}, lost, passes: { seconds: 100, blocks: 20 } })
    await expect(take()).rejects.toMatchObject({ code: 'QUORUM_WOULD_BREAK' })
    expect(said).toEqual([`takeLease ${address(1)}`, `returnLease ${address(1)}`])
  })

  it('leaves another member’s', async () => {
    const others = { ...lease, node: address(2), member: 'member-2' }
    const { said, take } = holding({ registry: { lease: others }, restarted: NOW })
    await expect(take()).rejects.toThrow('it waits for ever')
    expect(said).toEqual([])
  })
})
