import { AbiCoder, concat, encodeBytes32String, id, Interface, type InterfaceAbi } from 'ethers'
import { Amendments } from '../../../contracts/generated/Amendments.ts'
import { AccessPass } from '../../../contracts/generated/AccessPass.ts'
import { CheckpointBoard } from '../../../contracts/generated/CheckpointBoard.ts'
import { CommitmentRegistry } from '../../../contracts/generated/CommitmentRegistry.ts'
import { DeviceRegistry } from '../../../contracts/generated/DeviceRegistry.ts'
import { EmergencyCouncil } from '../../../contracts/generated/EmergencyCouncil.ts'
import { GovernanceLog } from '../../../contracts/generated/GovernanceLog.ts'
import { ConsortiumGovernor } from '../../../contracts/generated/ConsortiumGovernor.ts'
import { ConsortiumTimelock } from '../../../contracts/generated/ConsortiumTimelock.ts'
import { ERC1967Proxy } from '../../../contracts/generated/ERC1967Proxy.ts'
import { MemberRegistry } from '../../../contracts/generated/MemberRegistry.ts'
import { NodeRegistry } from '../../../contracts/generated/NodeRegistry.ts'
import { keysOf, signedCard } from './card.ts'
import type { Chain } from './chain.ts'

export const interfaceOf = (contract: { abi: unknown }) => new Interface(contract.abi as InterfaceAbi)
export const members = interfaceOf(MemberRegistry)
export const governor = interfaceOf(ConsortiumGovernor)
export const timelock = interfaceOf(ConsortiumTimelock)
export const nodes = interfaceOf(NodeRegistry)
export const council = interfaceOf(EmergencyCouncil)
export const board = interfaceOf(CheckpointBoard)
export const amendments = interfaceOf(Amendments)
export const devices = interfaceOf(DeviceRegistry)
export const passes = interfaceOf(AccessPass)

const predeploy = (number: number) => `0x71756f7261746500000000000000000000000${number.toString(16).padStart(3, '0')}`
export const MEMBERS = predeploy(1)
export const GOVERNOR = predeploy(2)
export const TIMELOCK = predeploy(3)
export const NODES = predeploy(4)
export const BOARD = predeploy(5)
export const COMMITMENTS = predeploy(6)
export const AMENDMENTS = predeploy(7)
export const COUNCIL = predeploy(8)
export const LOG = predeploy(9)
export const DEVICES = predeploy(10)
export const PASSES = predeploy(11)

export const domain = { chainId: 620620, salt: id('a founding') }
export const chambers = ['hospitals', 'hospitals', 'hospitals', 'manufacturers', 'manufacturers', 'regulators'] as const

const times = { votingDelay: 60, votingPeriod: 4000, timelock: 120, grace: 100_000, chambersNeeded: 3 }
const chamberRule = { quorum: 5000, majority: 5000, veto: false }
const rule = { ...times, chambers: [chamberRule, chamberRule, { ...chamberRule, veto: true }] }

/** Six founders in three chambers, a validator each. Blocks are counted here, so cards are signed for the founding. */
export async function standNetwork(chain: Chain): Promise<void> {
  const names = [...new Set(chambers)].map(encodeBytes32String)
  const initial = members.encodeFunctionData('initialize', [domain.salt, id('a description'), names])
  await stand(chain, LOG, GovernanceLog.bytecode, interfaceOf(GovernanceLog).encodeFunctionData('initialize', []))
  await stand(chain, MEMBERS, MemberRegistry.bytecode, initial)
  const rules = Array.from({ length: 8 }, () => rule)
  await stand(chain, GOVERNOR, ConsortiumGovernor.bytecode, governor.encodeFunctionData('initialize', [rules]))
  await stand(chain, TIMELOCK, ConsortiumTimelock.bytecode, timelock.encodeFunctionData('initialize()', []))
  await stand(chain, NODES, NodeRegistry.bytecode, nodes.encodeFunctionData('initialize', []))
  await stand(chain, BOARD, CheckpointBoard.bytecode, board.encodeFunctionData('initialize', [4, 3600]))
  const commitments = interfaceOf(CommitmentRegistry).encodeFunctionData('initialize', [])
  await stand(chain, COMMITMENTS, CommitmentRegistry.bytecode, commitments)
  const initialAmendments = amendments.encodeFunctionData('initialize', [])
  await stand(chain, AMENDMENTS, Amendments.bytecode, initialAmendments)
  const settings = { signers: 3, lapse: 100_000, rest: 100_000 }
  await stand(chain, COUNCIL, EmergencyCouncil.bytecode, council.encodeFunctionData('initialize', [settings]))
  await stand(chain, DEVICES, DeviceRegistry.bytecode, devices.encodeFunctionData('initialize', []))
  await stand(chain, PASSES, AccessPass.bytecode, passes.encodeFunctionData('initialize', []))
  for (const [number, chamber] of chambers.entries()) {
    const keys = keysOf(number, 1)
    const admission = members.encodeFunctionData('admit', [...signedCard(keys, chamber, domain)])
    await chain.gasOf({ from: TIMELOCK, to: MEMBERS, data: admission })
    const node = keys.nodes[0]?.address
    const markSynced = nodes.encodeFunctionData('markSynced', [node])
    await chain.gasOf({ from: keys.agent.address, to: NODES, data: markSynced })
    await chain.gasOf({ from: keys.agent.address, to: NODES, data: nodes.encodeFunctionData('activate', [node]) })
    if (number > 0)
      await chain.gasOf({ from: TIMELOCK, to: NODES, data: nodes.encodeFunctionData('settleChange', [node]) })
  }
}

async function stand(chain: Chain, proxy: string, creation: string, initial: string): Promise<void> {
  const implementation = `${proxy.slice(0, -4)}1${proxy.slice(-3)}`
  await construct(chain, implementation, creation)
  const args = AbiCoder.defaultAbiCoder().encode(['address', 'bytes'], [implementation, initial])
  await construct(chain, proxy, concat([ERC1967Proxy.bytecode, args]))
}

/** A constructor run at an address of our choice: what it wrote stays, what it returned becomes the code. */
async function construct(chain: Chain, at: string, creation: string): Promise<void> {
  await chain.ask('hardhat_setCode', [at, creation])
  const runtime = await chain.ask('eth_call', [{ to: at, data: '0x' }])
  await chain.gasOf({ from: TIMELOCK, to: at, data: '0x' })
  await chain.ask('hardhat_setCode', [at, runtime])
}
