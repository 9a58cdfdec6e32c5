import { beforeAll, describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import { nodeAddress } from '../../../network/ceremony/card.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { admitAction, retireAction, settleChangeAction } from '../../../network/governance/action.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'
import type { AtWork } from '../../../provisioner/chain/as-member.ts'
import { readMembers } from '../../../provisioner/chain/members.ts'
import { read } from '../../../provisioner/chain/read.ts'
import { proposable } from '../../../provisioner/cli/proposable.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { addressOf, cardBodyOf, keysOf, signedCard } from '../../fixtures/founders.ts'
import { type GenesisChain, genesisChain } from '../../fixtures/genesis-chain.ts'
import { standInChain } from '../agent/stand-in-chain.ts'

const six = example('six-members')
const EAST = {
  name: 'hospital-east',
  chamber: 'hospitals',
  nodes: [{ name: 'hospital-east-1', duty: 'validator' }],
} as const
const keys = keysOf(EAST)

let chain: GenesisChain
let provider: JsonRpcProvider
let joiner: `0x${string}`

async function does(from: string, to: string, data: string) {
  expect((await chain.call(to, data, from)).reverted).toBe(false)
}

async function agentSays(call: 'markSynced' | 'activate') {
  const data = interfaceOf('NodeRegistry').encodeFunctionData(call, [joiner])
  await does(addressOf(keys.agent), predeploys.NodeRegistry, data)
}

const removing = (node: string) => proposable('remove-node')([node], { provider } as AtWork, {} as never)

beforeAll(async () => {
  const founding = await founded(six)
  chain = await genesisChain(founding)
  const node = await standInChain(chain)
  provider = authorisedProvider(node.rpc, founding.chainId, () => 'a-token')
  const card = signedCard({ ...cardBodyOf(six, EAST, keys), consortium: founding.foundingId }, keys)
  joiner = nodeAddress(card.nodes[0]?.publicKey ?? '0x')
  const { target, calldata } = admitAction(card)
  await does(predeploys.ConsortiumTimelock, target, calldata)
}, 60_000)

describe('the removal of a node', () => {
  it('is one call where it is a candidate, or validates', async () => {
    expect(await removing('hospital-east-1')).toEqual({ action: retireAction(joiner) })
    expect(await removing('hospital-north-1')).not.toHaveProperty('before')
  })

  it('settles its change first where it comes in and nobody has seen it: others would wait for it', async () => {
    await agentSays('markSynced')
    await agentSays('activate')
    const { before, action } = await removing('hospital-east-1')
    expect([before, action]).toEqual([settleChangeAction(joiner), retireAction(joiner)])
    expect(await removing('hospital-north-1')).not.toHaveProperty('before')
    // By itself it is refused; both are carried out by one decision.
    expect((await chain.call(action.target, action.calldata, predeploys.ConsortiumTimelock)).reverted).toBe(true)
    for (const one of [before, action])
      await does(predeploys.ConsortiumTimelock, one?.target ?? '', one?.calldata ?? '0x')
    const east = (await readMembers(provider)).find(({ name }) => name === EAST.name)
    expect(east?.nodes.map(({ state }) => state)).toEqual(['retired'])
    expect((await read(provider, 'NodeRegistry', 'changeInFlight')).activation).toBe(false)
  })
})
