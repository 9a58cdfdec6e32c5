import { describe, expect, it } from '@jest/globals'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { membershipAction } from '../../../network/governance/action.ts'
import { proposalStates } from '../../../network/governance/proposal.ts'
import type { Hex } from '../../../network/hex.ts'
import { Follower } from '../../../provisioner/agent/follow.ts'
import { authorisedProvider } from '../../../provisioner/besu-rpc/provider.ts'
import { exampleLock } from '../../behaviours/example-manifests.ts'
import { type GenesisChain, genesisChain } from '../../fixtures/genesis-chain.ts'
import { proposed } from './proposed.ts'
import { standInChain } from './stand-in-chain.ts'

const governor = interfaceOf('ConsortiumGovernor')
const said: Readonly<Record<string, number>> = { state: proposalStates.indexOf('queued'), proposalEta: 1 }

/** The contracts of genesis, where every proposal has passed, and its time has come. */
function passed(chain: GenesisChain): GenesisChain {
  const call: GenesisChain['call'] = async (to, data, from) => {
    const name = to === predeploys.ConsortiumGovernor ? governor.parseTransaction({ data: String(data) })?.name : ''
    const answer = said[name ?? '']
    if (name === undefined || answer === undefined) return chain.call(to, data, from)
    return { returned: governor.encodeFunctionResult(name, [answer]) as Hex, reverted: false }
  }
  return { ...chain, call }
}

describe('expulsions that an agent may carry out', () => {
  it('are those after which enough signers of checkpoints stay, counted together', async () => {
    const { founding } = await exampleLock()
    const [north, south, west] = founding.cards.map(({ member }) => member)
    expect([founding.cards.length, founding.consortium.checkpoints.threshold]).toEqual([4, 3])
    const chain = await genesisChain(founding)
    const node = await standInChain(passed(chain))
    const officer = founding.cards[0]?.officer ?? ''
    const ending = async (block: number, member = '') => {
      const proposal = { actions: [membershipAction('expel', member)], description: `0x${'ab'.repeat(32)}` } as const
      return proposed(chain, officer, { block, proposal })
    }
    node.logs.push(await ending(2, north), await ending(3, south))
    node.height = 3
    const provider = authorisedProvider(node.rpc, founding.chainId, () => 'a-token')
    const follower = new Follower('hospital-north', { chainId: founding.chainId, consortium: [founding.foundingId] })
    const held = async (now: number) => {
      await follower.registry(provider, now)
      return (await follower.proposals(provider)).map((one) => one.held)
    }
    expect(await held(0)).toEqual([false, true])
    const suspend = membershipAction('suspend', west ?? '')
    await chain.call(suspend.target, suspend.calldata, predeploys.ConsortiumTimelock)
    expect(await held(100)).toEqual([true, true])
    provider.destroy()
  }, 60_000)
})
