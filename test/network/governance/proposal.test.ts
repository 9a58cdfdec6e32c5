import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { Interface } from 'ethers'
import type { Action } from '../../../network/governance/action.ts'
import { proposalArguments, proposalId, proposalStates, shortId } from '../../../network/governance/proposal.ts'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { contracts } from '../../../network/genesis/contracts.ts'
import { toHex } from '../../../network/hex.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { addressOf, keyOf } from '../../fixtures/founders.ts'
import { type GenesisChain, genesisChain } from '../../fixtures/genesis-chain.ts'

const bytes = (size: { minLength: number; maxLength: number }) => fc.uint8Array(size).map(toHex)
const action: fc.Arbitrary<Action> = fc.record({
  target: bytes({ minLength: 20, maxLength: 20 }),
  calldata: bytes({ minLength: 0, maxLength: 100 }),
})
const proposal = fc.record({
  actions: fc.array(action, { minLength: 1, maxLength: 4 }),
  description: bytes({ minLength: 32, maxLength: 32 }),
})

describe('the id of a proposal', () => {
  let chain: GenesisChain
  beforeAll(async () => {
    chain = await genesisChain(await founded(example('four-members')))
  }, 60_000)

  it('is what the governor computes, whatever it calls', async () => {
    await fc.assert(
      fc.asyncProperty(proposal, async (one) => {
        const { targets, values, calldatas, descriptionHash } = proposalArguments(one)
        for (const view of ['hashProposal', 'getProposalId']) {
          const [id] = await chain.view('ConsortiumGovernor', view, targets, values, calldatas, descriptionHash)
          expect(id).toBe(proposalId(one))
        }
      }),
      { numRuns: 40 },
    )
  })

  it('is what the governor returns when an officer proposes, and the proposal is then pending', async () => {
    const calldata = new Interface(contracts.NodeRegistry.abi).encodeFunctionData('retire', [`0x${'22'.repeat(20)}`])
    const one = {
      actions: [{ target: predeploys.NodeRegistry, calldata: calldata as `0x${string}` }],
      description: `0x${'ab'.repeat(32)}`,
    } as const
    const { targets, values, calldatas, description } = proposalArguments(one)
    const abi = new Interface(contracts.ConsortiumGovernor.abi)
    const propose = abi.encodeFunctionData('propose', [targets, values, calldatas, description])
    const answer = await chain.call(
      predeploys.ConsortiumGovernor,
      propose,
      addressOf(keyOf('devices-alpha/the officer')),
    )
    expect(answer.reverted).toBe(false)
    expect(BigInt(answer.returned)).toBe(proposalId(one))
    const [state] = await chain.view('ConsortiumGovernor', 'state', proposalId(one))
    expect(proposalStates[Number(state)]).toBe('pending')
  })

  it('changes with every part of the proposal', () => {
    const call = { target: predeploys.NodeRegistry, calldata: '0x1234' } as const
    const other = { target: predeploys.MemberRegistry, calldata: '0x1234' } as const
    const description = `0x${'ab'.repeat(32)}` as const
    const ids = [
      proposalId({ actions: [call], description }),
      proposalId({ actions: [other], description }),
      proposalId({ actions: [{ ...call, calldata: '0x1235' }], description }),
      proposalId({ actions: [call, other], description }),
      proposalId({ actions: [other, call], description }),
      proposalId({ actions: [call], description: `0x${'ac'.repeat(32)}` }),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('in short is its first eight digits, zeros included', () => {
    expect(shortId(1n)).toBe('00000000')
    expect(shortId(0xabn << 248n)).toBe('ab000000')
  })
})
