import { describe, expect, it } from '@jest/globals'
import { getAddress } from 'ethers'
import { predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { proposalArguments } from '../../../network/governance/proposal.ts'
import { upgradeAction, upgradesIn } from '../../../network/governance/upgrade.ts'
import type { Hex } from '../../../network/hex.ts'
import { carriedActions } from '../../../network/transaction/carried-actions.ts'

const implementation = `0x${'ab'.repeat(20)}` as const
const description = `0x${'cd'.repeat(32)}` as const
const actions = [upgradeAction('CommitmentRegistry', implementation), upgradeAction('Amendments', implementation)]
const governor = interfaceOf('ConsortiumGovernor')

function calling(name: string, given: readonly unknown[]) {
  const calldata = governor.encodeFunctionData(name, given) as Hex
  return carriedActions({ target: predeploys.ConsortiumGovernor, calldata })
}

describe('the calls that a transaction proposes or carries on', () => {
  it('are those of the proposal, whether it is made, queued or executed', () => {
    const { targets, values, calldatas, descriptionHash } = proposalArguments({ actions, description })
    const same = actions.map(({ target, calldata }) => ({ target: getAddress(target), calldata }))
    expect(calling('propose', [targets, values, calldatas, description])).toEqual(same)
    for (const name of ['queue', 'execute']) {
      const found = calling(`${name}(address[],uint256[],bytes[],bytes32)`, [
        targets,
        values,
        calldatas,
        descriptionHash,
      ])
      expect([name, found]).toEqual([name, same])
      expect(upgradesIn(found)).toEqual(upgradesIn(actions))
    }
  })

  it('are none where it votes, takes back, or goes to another contract', () => {
    const { targets, values, calldatas, descriptionHash } = proposalArguments({ actions, description })
    expect(calling('castVote', [1n, 1])).toEqual([])
    expect(
      calling('cancel(address[],uint256[],bytes[],bytes32)', [targets, values, calldatas, descriptionHash]),
    ).toEqual([])
    expect(carriedActions(upgradeAction('ConsortiumGovernor', implementation))).toEqual([])
  })
})
