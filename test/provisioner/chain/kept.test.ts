import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import {
  type Action,
  membershipAction,
  replaceKeysAction,
  retireAction,
  ruleAction,
  settleChangeAction,
} from '../../../network/governance/action.ts'
import { proposalId } from '../../../network/governance/proposal.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'
import { readHolder, readAsked } from '../../../provisioner/chain/kept.ts'
import { readMembers } from '../../../provisioner/chain/members.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { addressOf, cardBodyOf, keyOf, keysOf, signedCard } from '../../fixtures/founders.ts'
import { type GenesisChain, genesisChain } from '../../fixtures/genesis-chain.ts'
import { proposed } from '../agent/proposed.ts'
import { standInChain } from '../agent/stand-in-chain.ts'

const six = example('six-members')
const officerOf = (name: string) => addressOf(keysOf(memberOf(name)).officer)
function memberOf(name: string) {
  const member = six.members.find((one) => one.name === name)
  if (member === undefined) throw new RangeError(name)
  return member
}

let founding: Founding
let chain: GenesisChain
let provider: JsonRpcProvider

/** Carried out, as a decision is. */
async function decided(...actions: readonly Action[]) {
  for (const { target, calldata } of actions) {
    expect((await chain.call(target, calldata, predeploys.ConsortiumTimelock)).reverted).toBe(false)
  }
}

/** Other keys than its first for a member. */
function otherKeys(name: string): Action {
  const keys = { ...keysOf(memberOf(name)), officer: keyOf(`${name}/another officer`), nodes: [] }
  const body = { ...cardBodyOf(six, { ...memberOf(name), nodes: [] }, keys), consortium: founding.foundingId }
  return replaceKeysAction(signedCard({ ...body, issuedAt: body.issuedAt.replace('00Z', '01Z') }, keys))
}

/** Its nodes are let go of, and then it. */
async function expelled(name: string) {
  const nodes = (await readMembers(provider)).find((one) => one.name === name)?.nodes ?? []
  await decided(...nodes.flatMap(({ address }) => [retireAction(address), settleChangeAction(address)]))
  await decided(membershipAction('expel', name))
}

/** @param text two digits that tell its text from another's. */
async function proposalOf(text: string, action: Action): Promise<bigint> {
  const proposal = { actions: [action], description: `0x${text.repeat(32)}` } as const
  await proposed(chain, officerOf('hospital-north'), { block: 1, proposal })
  return proposalId(proposal)
}

beforeAll(async () => {
  founding = await founded(six)
}, 60_000)

beforeEach(async () => {
  chain = await genesisChain(founding)
  const node = await standInChain(chain)
  provider = authorisedProvider(node.rpc, founding.chainId, () => 'a-token')
}, 60_000)

describe('whose key an account is', () => {
  it('is told of members that act, of suspended ones, and of keys that were replaced', async () => {
    const [north, beta] = [officerOf('hospital-north'), officerOf('devices-beta')]
    expect(await readHolder(provider, north)).toBe('hospital-north')
    await decided(otherKeys('hospital-north'), membershipAction('suspend', 'devices-beta'))
    expect(await readHolder(provider, north)).toBe('hospital-north')
    expect(await readHolder(provider, beta)).toBe('devices-beta')
    expect(await readHolder(provider, addressOf(keyOf('hospital-north/another officer')))).toBe('hospital-north')
  })

  it('is nobody’s where it never was a member’s', async () => {
    expect(await readHolder(provider, addressOf(keyOf('a stranger')))).toBeUndefined()
  })
})

describe('the chambers that a proposal cannot pass without', () => {
  it('are the one that the governor took down, whatever became of that chamber meanwhile', async () => {
    const id = await proposalOf('ab', otherKeys('devices-alpha'))
    expect(await readAsked(provider, id, six.chambers)).toEqual(['manufacturers'])
    await expelled('devices-beta')
    expect(await readAsked(provider, id, six.chambers)).toEqual(['manufacturers'])
    const later = await proposalOf('cd', otherKeys('devices-alpha'))
    expect(await readAsked(provider, later, six.chambers)).toEqual([])
  })

  it('are all where the rule of keys changes', async () => {
    const rule = await proposalOf('ab', ruleAction('keys', six.decisions.nodes))
    expect(await readAsked(provider, rule, six.chambers)).toEqual(six.chambers)
  })

  it('are none of a member that is alone in its chamber, nor of what replaces no keys', async () => {
    const health = await proposalOf('ab', otherKeys('regulator-health'))
    expect(await readAsked(provider, health, six.chambers)).toEqual([])
    const suspending = await proposalOf('ab', membershipAction('suspend', 'devices-beta'))
    expect(await readAsked(provider, suspending, six.chambers)).toEqual([])
  })
})
