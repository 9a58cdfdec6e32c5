import { beforeAll, describe, expect, it } from '@jest/globals'
import type { FunctionFragment, ParamType } from 'ethers'
import { predeploys, type PredeployName } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import type { Hex } from '../../../network/hex.ts'
import { addressOf, keyOf } from '../../fixtures/founders.ts'
import type { World } from './play.ts'
import { threeChambers, worldFor } from './worlds.ts'

/** What stands open to anybody, and answers only: that tokens may come. */
const OPEN = /^ConsortiumTimelock\.onERC(721|1155|1155Batch)Received$/

/** What a stranger is refused with. One that is refused otherwise, or not at all, has to be looked at by hand. */
const REFUSALS = [
  'OnlyTimelock',
  'OnlyMemberRegistry',
  'OnlyEmergencyCouncil',
  'OnlyGovernance',
  'OnlyOfficer',
  'CallerNotOfficer',
  'CallerNotAgent',
  'CallerNotMember',
  'GovernorOnlyExecutor',
  'GovernorUnableToCancel',
  'GovernorNonexistentProposal',
  'GovernorDisabledDeposit',
  'AccessControlUnauthorizedAccount',
  'AccessControlBadConfirmation',
  'TimelockUnauthorizedCaller',
  'InvalidInitialization',
  'UUPSUnauthorizedCallContext',
  'DelegationBySignatureRefused',
  'TimelockFixed',
  'RelayRefused',
]
/** These refuse for want of the thing, before they look at who asks; anyone queues, executes, and posts others' signed votes. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'MemberRegistry.delegateUntil': ['DelegationOver'],
  'EmergencyCouncil.suspend': ['ActionExpired'],
  'EmergencyCouncil.lapse': ['NothingRunning'],
  'NodeRegistry.markSynced': ['UnexpectedNodeState'],
  'NodeRegistry.confirmChange': ['NoSuchChange'],
  'NodeRegistry.returnLease': ['NoSuchLease'],
  'NodeRegistry.takeLease': ['NotAValidator', 'UnexpectedNodeState', 'InvalidLease'],
  'CheckpointBoard.agree': ['AttemptUnknown'],
  'CheckpointBoard.sign': ['NotDecided'],
  'CheckpointBoard.signHandover': ['HandoverUnknown'],
  'CommitmentRegistry.commit': ['EmptyRoot'],
  'DeviceRegistry.revoke': ['NoSuchDevice'],
  'ConsortiumGovernor.castVote': ['GovernorNonexistentProposal'],
  'ConsortiumGovernor.castVoteBySig': ['GovernorInvalidSignature'],
  'ConsortiumGovernor.castVoteWithReasonAndParamsBySig': ['GovernorInvalidSignature'],
}

const NAMES = Object.keys(predeploys) as PredeployName[]
const doors = NAMES.flatMap((contract) =>
  interfaceOf(contract)
    .fragments.filter((fragment): fragment is FunctionFragment => fragment.type === 'function')
    .filter(({ stateMutability }) => stateMutability === 'nonpayable' || stateMutability === 'payable')
    .map((fragment) => [`${contract}.${fragment.format()}`, contract, fragment] as const),
)

describe('what a stranger is refused, at every door of every contract', () => {
  let world: World
  beforeAll(async () => {
    world = await worldFor(threeChambers)
  }, 60_000)

  it('there are doors to look at', () => {
    expect(doors.length).toBeGreaterThan(40)
  })

  it.each(doors)('%s', async (_, contract, fragment) => {
    const stranger = addressOf(keyOf('a stranger')).toLowerCase() as Hex
    const data = interfaceOf(contract).encodeFunctionData(fragment, fragment.inputs.map(nothing)) as Hex
    await world.chain.begin(world.initial.now)
    const refused = await world.chain.send(stranger, predeploys[contract], data).finally(() => world.chain.end())
    const name = `${contract}.${fragment.name}`
    const allowed: readonly (string | undefined)[] = OPEN.test(name)
      ? [undefined]
      : [...REFUSALS, ...(BEFORE[name] ?? [])]
    expect(allowed).toContain(refused)
  })
})

/** The emptiest value of a type. */
function nothing(type: ParamType): unknown {
  if (type.arrayChildren !== null) return []
  if (type.components !== null) return type.components.map(nothing)
  if (type.type === 'bool') return false
  if (type.type === 'string') return ''
  if (type.type === 'bytes') return '0x'
  if (type.type === 'address') return `0x${'11'.repeat(20)}`
  if (type.type.startsWith('bytes')) return `0x${'00'.repeat(Number(type.type.slice(5)))}`
  return 0
}
