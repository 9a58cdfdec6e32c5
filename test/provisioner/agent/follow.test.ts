import { beforeAll, describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import type { Endpoints } from '../../../network/ceremony/endpoints.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { type PredeployName, predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { type Proposal, proposalId } from '../../../network/governance/proposal.ts'
import { upgradeAction } from '../../../network/governance/upgrade.ts'
import { Follower } from '../../../provisioner/agent/follow.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'
import { exampleLock } from '../../behaviours/example-manifests.ts'
import { type GenesisChain, genesisChain } from '../../fixtures/genesis-chain.ts'
import { recordFor } from '../../live/agent-network.ts'
import { proposed } from './proposed.ts'
import { announcement, standInChain } from './stand-in-chain.ts'

type StandIn = Awaited<ReturnType<typeof standInChain>>

let lock: Lock
let node: StandIn
let chain: GenesisChain
let provider: JsonRpcProvider
let follower: Follower
let record: Endpoints
const serials = async (now: number) => {
  const records = follower.records(await follower.registry(provider, now))
  return Object.fromEntries([...records].map(([member, { serial }]) => [member, serial]))
}

function upgraded(block: number, contract: PredeployName, n: number) {
  const log = interfaceOf(contract).encodeEventLog('Upgraded', [`0x${`${n}`.repeat(40)}`])
  return { block, address: predeploys[contract], topics: log.topics.map(String), data: log.data }
}

beforeAll(async () => {
  lock = await exampleLock()
  const { founding } = lock
  chain = await genesisChain(founding)
  node = await standInChain(chain)
  provider = authorisedProvider(node.rpc, founding.chainId, () => 'a-token')
  follower = new Follower('hospital-north', { chainId: founding.chainId, consortium: [founding.foundingId] })
  const [card] = founding.cards
  if (card === undefined) throw new Error('founders have cards')
  record = recordFor(lock, card)
}, 60_000)

describe('what an agent knows of the chain', () => {
  it('begins with what the contracts of genesis say, all of it in one block, asked with a token', async () => {
    const registry = await follower.registry(provider, 0)
    const cards = lock.founding.cards
    expect(registry.members.map(({ name }) => name).toSorted()).toEqual(cards.map(({ member }) => member).toSorted())
    expect(registry.validators.length).toBe(4)
    expect(registry.members.every(({ status, nodes }) => status === 'active' && nodes[0]?.state === 'active')).toBe(
      true,
    )
    expect(registry).toMatchObject({ block: 1, change: undefined })
    const calls = node.asked.filter(({ method }) => method === 'eth_call')
    expect(new Set(calls.map(({ params }) => params[1]))).toEqual(new Set(['0x1']))
    expect(node.tokens).toEqual(new Set(['Bearer a-token']))
  })

  it('asks for each block’s logs once, and for the contracts only when something moved or time has passed', async () => {
    node.height = 9
    node.asked.length = 0
    await follower.registry(provider, 10)
    expect(node.asked.map(({ method }) => method)).toEqual(['eth_getBlockByNumber', 'eth_getLogs'])
    expect(node.asked[1]?.params[0]).toMatchObject({ fromBlock: '0x2', toBlock: '0x9' })
    node.asked.length = 0
    await follower.registry(provider, 31)
    expect(node.asked.filter(({ method }) => method === 'eth_call').length).toBeGreaterThan(4)
    expect(node.asked.some(({ method }) => method === 'eth_getLogs')).toBe(false)
  })

  it('hears a record, and no forgery of one', async () => {
    const { member } = record
    node.height = 10
    node.logs.push(announcement(10, member, record))
    expect(await serials(32)).toEqual({ [member]: 1 })
    node.height = 11
    node.logs.push(announcement(11, member, { ...record, serial: 99 }))
    node.logs.push(announcement(11, 'devices-beta', record))
    node.logs.push(announcement(11, member, 'no record'))
    expect(await serials(33)).toEqual({ [member]: 1 })
  })

  it('hears who announced a place by name, which counts for nothing, until an address follows', async () => {
    const { member } = record
    const [card] = lock.founding.cards
    if (card === undefined) throw new Error('founders have cards')
    const named = recordFor(lock, card, { host: 'x.invalid', serial: 2 })
    node.height = 12
    node.logs.push(announcement(12, member, named), announcement(12, member, { ...named, serial: 99 }))
    const registry = await follower.registry(provider, 34)
    expect(follower.records(registry).get(member)?.serial).toBe(1)
    expect(follower.named(registry)).toEqual([member])
    node.height = 13
    node.logs.push(announcement(13, member, recordFor(lock, card, { serial: 3 })))
    const after = await follower.registry(provider, 35)
    expect([follower.records(after).get(member)?.serial, follower.named(after)]).toEqual([3, []])
  })

  it('carries no upgrade on over code that was changed since it was proposed', async () => {
    const made = (block: number, proposal: Proposal) =>
      proposed(chain, lock.founding.cards[0]?.officer ?? '', { block, proposal })
    const upgrade = (contract: PredeployName, n: number) => {
      const implementation = `0x${`${n}`.repeat(40)}` as const
      return { actions: [upgradeAction(contract, implementation)], description: `0x${'ab'.repeat(32)}` } as const
    }
    const [one, other] = [upgrade('CommitmentRegistry', 1), upgrade('Amendments', 2)]
    node.logs.push(await made(14, one), await made(15, other))
    node.height = 15
    const ids = async (now: number) => {
      await follower.registry(provider, now)
      return (await follower.proposals(provider)).map(({ id }) => id)
    }
    expect(await ids(40)).toEqual([proposalId(one), proposalId(other)])
    node.logs.push(upgraded(16, 'CommitmentRegistry', 3))
    node.height = 16
    expect(await ids(41)).toEqual([proposalId(other)])
    // One that was proposed after it was judged against it.
    const later = upgrade('CommitmentRegistry', 4)
    node.logs.push(await made(17, later))
    node.height = 17
    expect(await ids(42)).toEqual([proposalId(other), proposalId(later)])
  })

  it('hears, when it begins, what was announced before', async () => {
    const { founding } = lock
    follower = new Follower('hospital-north', { chainId: founding.chainId, consortium: [founding.foundingId] })
    expect(await serials(43)).toEqual({ [record.member]: 3 })
  })

  it('begins on a chain that is longer than a node gives the logs of at once', async () => {
    const { founding } = lock
    const known = await follower.proposals(provider)
    node.height = 30_000
    follower = new Follower('hospital-north', { chainId: founding.chainId, consortium: [founding.foundingId] })
    expect(await serials(44)).toEqual({ [record.member]: 3 })
    expect((await follower.proposals(provider)).map(({ id }) => id)).toEqual(known.map(({ id }) => id))
  })
})
