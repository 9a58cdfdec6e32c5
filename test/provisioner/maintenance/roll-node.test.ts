import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { nodeAddress } from '../../../network/ceremony/card.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { organisationId } from '../../../network/slug.ts'
import { manifestDigest } from '../../../network/besu/manifest.ts'
import { rollNode, takeAway } from '../../../provisioner/maintenance/roll-node.ts'
import { addressOf, keyOf } from '../../fixtures/founders.ts'
import { Killed, SmallNetwork } from './small-network.ts'

const [NORTH, SOUTH, ALPHA, BETA] = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const nodeOf = (member: string) => `${member}-1`
const LIMIT = 60_000

let network: SmallNetwork
let memory = 2048

beforeEach(async () => {
  network = await SmallNetwork.start()
}, LIMIT)
afterEach(() => network.end(), LIMIT)

/** A command of this member that makes its node anew. */
async function roll(member: string, more: Parameters<SmallNetwork['member']>[1] = {}): Promise<void> {
  memory += 1
  const manifest = network.changed(nodeOf(member), memory)
  await again(member, manifest, more)
}

async function again(
  member: string,
  manifest: Parameters<typeof rollNode>[0],
  more: Parameters<SmallNetwork['member']>[1] = {},
): Promise<void> {
  const { rolling, close } = await network.member(member, more)
  try {
    await rollNode(manifest, rolling)
    expect(network.digestOf(nodeOf(member))).toBe(manifestDigest(manifest))
  } finally {
    close()
  }
}

const untouched = (member: string) =>
  expect(network.digestOf(nodeOf(member))).toBe(manifestDigest(network.manifest(nodeOf(member))))
const taken = (member: string) => [`LeaseTaken ${nodeOf(member)}`, `LeaseReturned ${nodeOf(member)}`]

describe('a validator that runs and is made anew', () => {
  it(
    'is taken down under the lease, which is given back when it is at the head again',
    async () => {
      await roll(NORTH)
      expect(await network.leases()).toEqual(taken(NORTH))
      expect(network.downs).toEqual([1])
    },
    LIMIT,
  )

  it(
    'waits for another’s, so that two members at the same time never have two down',
    async () => {
      await Promise.all([roll(NORTH), roll(SOUTH), roll(ALPHA)])
      expect(network.downs).toEqual([1, 1, 1])
      const events = await network.leases()
      expect(events).toHaveLength(6)
      for (let i = 0; i < 6; i += 2) {
        const node = events[i]?.split(' ')[1]
        expect(events.slice(i, i + 2)).toEqual([`LeaseTaken ${node}`, `LeaseReturned ${node}`])
      }
    },
    2 * LIMIT,
  )

  it.each(['with the lease, before the stop', 'stopped', 'started'] as const)(
    'goes on where it was killed: %s',
    async (moment) => {
      const manifest = network.changed(nodeOf(NORTH), 3333)
      network.killAt = moment
      await expect(again(NORTH, manifest)).rejects.toBeInstanceOf(Killed)
      const others = roll(SOUTH)
      await setTimeout(2_000)
      expect((await network.leases()).filter((event) => event.startsWith('LeaseReturned'))).toEqual([])
      await again(NORTH, manifest)
      await others
      expect(network.downs).toEqual([1, 1])
      const events = await network.leases()
      const turns = events.filter((event, i) => event !== events[i - 1])
      expect(turns).toEqual([...taken(NORTH), ...taken(SOUTH)])
    },
    2 * LIMIT,
  )

  it(
    'stays up while the others would be too few without it',
    async () => {
      await network.takeDown(nodeOf(BETA))
      await expect(roll(NORTH, { elapsed: 15 })).rejects.toMatchObject({
        code: 'QUORUM_WOULD_BREAK',
        facts: { validators: 4, live: 3 },
      })
      untouched(NORTH)
      expect(await network.leases()).toEqual([])
    },
    LIMIT,
  )

  it(
    'waits a while for who was away a moment ago',
    async () => {
      await network.takeDown(nodeOf(BETA))
      const rolled = roll(NORTH)
      await setTimeout(3_000)
      untouched(NORTH)
      await network.bringUp(nodeOf(BETA))
      await rolled
      expect(await network.leases()).toEqual(taken(NORTH))
    },
    LIMIT,
  )

  it(
    'waits for a change of validators to settle',
    async () => {
      const address = await fifthBegins()
      const rolled = roll(NORTH)
      await setTimeout(3_000)
      untouched(NORTH)
      expect(await network.leases()).toEqual([])
      expect(network.said.join('\n')).toContain('a change of validators is in flight')
      await network.call(predeploys.ConsortiumTimelock, 'settleChange', address)
      await rolled
      expect(await network.leases()).toEqual(taken(NORTH))
    },
    LIMIT,
  )

  it(
    'is not taken down without a lease by anybody’s word while the chain makes blocks',
    async () => {
      await expect(roll(NORTH, { withoutLease: 'operator' })).rejects.toMatchObject({ code: 'LEASE_NEEDED' })
      untouched(NORTH)
    },
    LIMIT,
  )

  it(
    'is kept while it does not answer, unless its operator says that nobody misses it',
    async () => {
      network.mute(nodeOf(NORTH), true)
      // An upgrade throws it as well, and takes no such option itself.
      const silent = { code: 'NODE_SILENT', remedy: expect.stringContaining('`quorate apply --without-lease`') }
      for (const withoutLease of [undefined, 'agent'] as const) {
        await expect(roll(NORTH, { elapsed: 60, withoutLease })).rejects.toMatchObject(silent)
        untouched(NORTH)
      }
      const rolled = roll(NORTH, { withoutLease: 'operator' })
      while (network.downs.length === 0) await setTimeout(50)
      network.mute(nodeOf(NORTH), false)
      await rolled
      expect(await network.leases()).toEqual([])
    },
    LIMIT,
  )

  it(
    'is kept while no way to it opens: that it runs is known, and not what it does',
    async () => {
      network.cutOff(nodeOf(NORTH), true)
      await expect(roll(NORTH, { elapsed: 60 })).rejects.toMatchObject({ code: 'NODE_SILENT' })
      const { rolling, close } = await network.member(NORTH, { elapsed: 60 })
      await expect(takeAway(nodeOf(NORTH), rolling)).rejects.toMatchObject({ code: 'NODE_SILENT' })
      close()
      untouched(NORTH)
      expect([await network.leases(), network.downs]).toEqual([[], []])
      network.cutOff(nodeOf(NORTH), false)
      await roll(NORTH)
      expect(await network.leases()).toEqual(taken(NORTH))
    },
    LIMIT,
  )

  it(
    'waits through a pause of the chain, and for a halt needs no lease',
    async () => {
      await network.halt()
      network.ahead = 100
      const waiting = roll(NORTH, { elapsed: 20 })
      await setTimeout(2_500)
      untouched(NORTH)
      expect(network.said.join('\n')).toContain('no block comes now')
      network.ahead = 700
      await waiting
      expect(await network.leases()).toEqual([])
    },
    LIMIT,
  )

  it(
    'is replaced at once in a pause that its operator calls a halt',
    async () => {
      await network.halt()
      network.ahead = 100
      await roll(NORTH, { withoutLease: 'operator', elapsed: 15 })
      expect(await network.leases()).toEqual([])
    },
    LIMIT,
  )

  it(
    'is taken down under the lease alone where this machine’s clock is ahead and blocks come',
    async () => {
      network.ahead = 700
      await roll(NORTH)
      expect([await network.leases(), network.downs]).toEqual([taken(NORTH), [1]])
      await expect(roll(SOUTH, { withoutLease: 'operator' })).rejects.toMatchObject({ code: 'LEASE_NEEDED' })
      untouched(SOUTH)
    },
    LIMIT,
  )

  it(
    'stays up with a clock that is ahead as well, while the others would be too few without it',
    async () => {
      network.ahead = 700
      await network.takeDown(nodeOf(BETA))
      await expect(roll(NORTH, { elapsed: 4 })).rejects.toMatchObject({ code: 'QUORUM_WOULD_BREAK' })
      untouched(NORTH)
    },
    LIMIT,
  )

  it(
    'needs none before the first block: nobody could give it',
    async () => {
      network.unbegun = true
      await roll(NORTH)
      expect([await network.leases(), network.downs]).toEqual([[], [1]])
    },
    LIMIT,
  )
})

describe('a node that is described no more', () => {
  it(
    'is taken away in its turn as well',
    async () => {
      const busy = roll(SOUTH)
      while (network.downs.length === 0) await setTimeout(50)
      const { rolling, close } = await network.member(NORTH)
      await takeAway(nodeOf(NORTH), rolling)
      close()
      await busy
      expect(network.digestOf(nodeOf(NORTH))).toBeNull()
      expect(network.downs).toEqual([1, 1])
      expect(await network.leases()).toEqual([...taken(SOUTH), `LeaseTaken ${nodeOf(NORTH)}`])
      // It was its member's only one, through which nothing is said any more: the lease lapses.
      await network.chain('evm_increaseTime', [601])
      await network.chain('evm_mine', [])
      await expect(roll(SOUTH, { elapsed: 15 })).rejects.toMatchObject({ code: 'QUORUM_WOULD_BREAK' })
    },
    LIMIT,
  )
})

/** One more validator of south, registered as an admission would, and not yet voted in by the others. */
async function fifthBegins(): Promise<string> {
  const publicKey = `0x${'5a'.repeat(64)}` as const
  const name = `0x${Buffer.from('fifth').toString('hex').padEnd(64, '0')}`
  const agent = addressOf(keyOf(`${SOUTH}/the agent`))
  const fifth = nodeAddress(publicKey)
  await network.call(predeploys.MemberRegistry, 'register', organisationId(SOUTH), [{ name, duty: 0, publicKey }])
  await network.call(agent, 'markSynced', fifth)
  await network.call(agent, 'activate', fifth)
  return fifth
}
