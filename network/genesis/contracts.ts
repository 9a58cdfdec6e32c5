import { AccessPass } from '../../contracts/generated/AccessPass.ts'
import { Amendments } from '../../contracts/generated/Amendments.ts'
import { CheckpointBoard } from '../../contracts/generated/CheckpointBoard.ts'
import { CommitmentRegistry } from '../../contracts/generated/CommitmentRegistry.ts'
import { ConsortiumGovernor } from '../../contracts/generated/ConsortiumGovernor.ts'
import { ConsortiumTimelock } from '../../contracts/generated/ConsortiumTimelock.ts'
import { DeviceRegistry } from '../../contracts/generated/DeviceRegistry.ts'
import { EmergencyCouncil } from '../../contracts/generated/EmergencyCouncil.ts'
import { GovernanceLog } from '../../contracts/generated/GovernanceLog.ts'
import { MemberRegistry } from '../../contracts/generated/MemberRegistry.ts'
import { NodeRegistry } from '../../contracts/generated/NodeRegistry.ts'

/** The compiled contracts of the consortium chain, by name. */
export const contracts = {
  MemberRegistry,
  ConsortiumGovernor,
  ConsortiumTimelock,
  NodeRegistry,
  CheckpointBoard,
  CommitmentRegistry,
  Amendments,
  EmergencyCouncil,
  GovernanceLog,
  DeviceRegistry,
  AccessPass,
} as const
