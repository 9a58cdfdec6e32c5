import { AbiCoder, concat } from 'ethers'
import { ERC1967Proxy } from '../../contracts/generated/ERC1967Proxy.ts'
import { type Card, cardStruct, nodeAddress } from '../ceremony/card.ts'
import type { Consortium } from '../consortium/consortium.ts'
import { decisionClasses } from '../consortium/decision-class.ts'
import type { Hex } from '../hex.ts'
import { slugBytes32 } from '../slug.ts'
import { implementationAddress, type PredeployName, predeploys } from './addresses.ts'
import { contracts } from './contracts.ts'
import { ruleStruct } from '../governance/rule-struct.ts'
import { interfaceOf } from './interface-of.ts'
import type { GenesisStep } from './predeploy.ts'

interface FoundingIds {
  readonly foundingId: Hex
  readonly specDigest: Hex
}

/**
 * What is done before block 0, in order: each contract and its proxy, then every founder by the very call, from the
 * timelock, by which a later member is admitted, then every founder's node to its duty, then the first set of signers.
 * @param cards in the order in which the founders enter.
 */
export function foundingSteps(consortium: Consortium, cards: readonly Card[], ids: FoundingIds): GenesisStep[] {
  const chambers = consortium.chambers.map(slugBytes32)
  const rules = decisionClasses.map((name) => ruleStruct(consortium.decisions[name]))
  const { threshold, everySeconds } = consortium.checkpoints
  const { signers, lapseSeconds, restSeconds } = consortium.emergency
  return [
    ...standing('GovernanceLog', []),
    ...standing('MemberRegistry', [ids.foundingId, ids.specDigest, chambers]),
    ...standing('ConsortiumTimelock', []),
    ...standing('ConsortiumGovernor', [rules]),
    ...standing('NodeRegistry', []),
    ...standing('CheckpointBoard', [threshold, everySeconds]),
    ...standing('CommitmentRegistry', []),
    ...standing('Amendments', []),
    ...standing('EmergencyCouncil', [{ signers, lapse: lapseSeconds, rest: restSeconds }]),
    ...standing('DeviceRegistry', []),
    ...standing('AccessPass', []),
    ...cards.map(admission),
    ...cards.flatMap(({ nodes }) => nodes.map(activation)),
    firstSigners(),
  ]
}

function standing(name: PredeployName, initial: readonly unknown[]): GenesisStep[] {
  const { bytecode } = contracts[name]
  const signature = INITIALIZERS[name]
  const call = interfaceOf(name).encodeFunctionData(signature, initial)
  const constructorInput = AbiCoder.defaultAbiCoder().encode(['address', 'bytes'], [implementationAddress(name), call])
  return [
    { kind: 'construct', at: implementationAddress(name), creationCode: bytecode },
    {
      kind: 'construct',
      at: predeploys[name],
      creationCode: concat([ERC1967Proxy.bytecode, constructorInput]) as Hex,
    },
  ]
}

/** By signature, since OpenZeppelin's timelock has an `initialize` of its own, which ours refuses. */
const INITIALIZERS = {
  MemberRegistry: 'initialize(bytes32,bytes32,bytes32[])',
  ConsortiumTimelock: 'initialize()',
  ConsortiumGovernor: 'initialize((uint32,uint32,uint32,uint32,uint8,(uint16,uint16,bool)[])[])',
  NodeRegistry: 'initialize()',
  CheckpointBoard: 'initialize(uint16,uint32)',
  CommitmentRegistry: 'initialize()',
  Amendments: 'initialize()',
  EmergencyCouncil: 'initialize((uint16,uint32,uint32))',
  GovernanceLog: 'initialize()',
  DeviceRegistry: 'initialize()',
  AccessPass: 'initialize()',
} as const satisfies Record<PredeployName, string>

function admission(card: Card): GenesisStep {
  const input = interfaceOf('MemberRegistry').encodeFunctionData('admit', [cardStruct(card), card.proofs])
  return fromTimelock('MemberRegistry', input, `admitting ${card.member}`)
}

function activation(node: Card['nodes'][number]): GenesisStep {
  const address = nodeAddress(node.publicKey)
  const input = interfaceOf('NodeRegistry').encodeFunctionData('activate', [address])
  return fromTimelock('NodeRegistry', input, `activating ${node.name}`)
}

/** The founders' checkpoint keys are the first signer set, before anyone else can enter. */
function firstSigners(): GenesisStep {
  const input = interfaceOf('CheckpointBoard').encodeFunctionData('openFirstEpoch', [])
  return fromTimelock('CheckpointBoard', input, 'opening the first epoch of checkpoint signers')
}

function fromTimelock(to: PredeployName, input: string, says: string): GenesisStep {
  return { kind: 'call', from: predeploys.ConsortiumTimelock, to: predeploys[to], input: input as Hex, says }
}
