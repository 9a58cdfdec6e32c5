import { beforeAll, describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { admitAction, membershipAction } from '../../../network/governance/action.ts'
import { proposalId } from '../../../network/governance/proposal.ts'
import { removalSteps } from '../../../network/governance/removal-steps.ts'
import { organisationId } from '../../../network/slug.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'
import { readAffairs } from '../../../provisioner/chain/affairs.ts'
import { support } from '../../../provisioner/chain/cast-vote.ts'
import { readMembers } from '../../../provisioner/chain/members.ts'
import { readProposals } from '../../../provisioner/chain/proposals.ts'
import { readRemoval } from '../../../provisioner/chain/removal-view.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { addressOf, cardBodyOf, keyOf, keysOf, signedCard } from '../../fixtures/founders.ts'
import { type GenesisChain, genesisChain } from '../../fixtures/genesis-chain.ts'
import { proposed } from '../agent/proposed.ts'
import { standInChain } from '../agent/stand-in-chain.ts'

const six = example('six-members')
const EAST = {
  name: 'hospital-east',
  chamber: 'hospitals',
  nodes: [{ name: 'hospital-east-1', duty: 'validator' }],
} as const
const [NORTH, SOUTH, WEST] = ['hospital-north', 'hospital-south', 'hospital-west'] as const
const officerOf = (name: string) => addressOf(keyOf(`${name}/the officer`))
const expulsion = { actions: [membershipAction('expel', 'devices-beta')], description: `0x${'ab'.repeat(32)}` } as const

let founding: Founding
let chain: GenesisChain
let provider: JsonRpcProvider

async function does(from: string, to: string, data: string) {
  expect((await chain.call(to, data, from)).reverted).toBe(false)
}

async function votes(name: string) {
  const data = interfaceOf('ConsortiumGovernor').encodeFunctionData('castVote', [proposalId(expulsion), support.for])
  await does(officerOf(name), predeploys.ConsortiumGovernor, data)
}

/** Whose votes are awaited. */
async function unheard() {
  const [members, proposals] = [await readMembers(provider), await readProposals(provider)]
  return (await readAffairs(provider, { members, proposals })).proposals.map((one) => one.unheard.toSorted())
}

/** What one member does next for the removal. */
async function stepsOf(me: string) {
  return removalSteps(await readRemoval(provider, me, 'devices-beta')).map(({ kind }) => kind)
}

/** South gives its vote to north; then an expulsion is proposed; and once its vote is open, east is admitted. */
beforeAll(async () => {
  founding = await founded(six)
  chain = await genesisChain(founding)
  const node = await standInChain(chain)
  node.height = 9
  provider = authorisedProvider(node.rpc, founding.chainId, () => 'a-token')
  const giving = interfaceOf('MemberRegistry').encodeFunctionData('delegate', [organisationId(NORTH)])
  await does(officerOf(SOUTH), predeploys.MemberRegistry, giving)
  chain.pass(10)
  node.logs.push(await proposed(chain, officerOf(NORTH), { block: 3, proposal: expulsion }))
  chain.pass(90)
  const keys = keysOf(EAST)
  const card = signedCard({ ...cardBodyOf(six, EAST, keys), consortium: founding.foundingId }, keys)
  const { target, calldata } = admitAction(card)
  await does(predeploys.ConsortiumTimelock, target, calldata)
}, 60_000)

describe('an open vote', () => {
  it('is awaited of who held one when the roll was taken, and of nobody that gave it away or came later', async () => {
    expect((await readMembers(provider)).map(({ name }) => name)).toContain(EAST.name)
    expect(await unheard()).toEqual([['devices-alpha', 'devices-beta', NORTH, WEST, 'regulator-health']])
  })

  it('is no step of a removal for who has none', async () => {
    expect(await stepsOf(NORTH)).toContain('vote')
    expect(await stepsOf(SOUTH)).not.toContain('vote')
    expect(await stepsOf(EAST.name)).not.toContain('vote')
  })

  it('is awaited of nobody that has voted', async () => {
    await votes(NORTH)
    expect(await unheard()).toEqual([['devices-alpha', 'devices-beta', WEST, 'regulator-health']])
    expect(await stepsOf(NORTH)).not.toContain('vote')
  })
})
