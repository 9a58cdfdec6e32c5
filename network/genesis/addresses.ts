import type { Hex } from '../hex.ts'

/** Where the contracts of the consortium chain stand, the same on every network. As contracts/governance/Predeploys.sol. */
export const predeploys = {
  MemberRegistry: '0x71756f7261746500000000000000000000000001',
  ConsortiumGovernor: '0x71756f7261746500000000000000000000000002',
  ConsortiumTimelock: '0x71756f7261746500000000000000000000000003',
  NodeRegistry: '0x71756f7261746500000000000000000000000004',
  CheckpointBoard: '0x71756f7261746500000000000000000000000005',
  CommitmentRegistry: '0x71756f7261746500000000000000000000000006',
  Amendments: '0x71756f7261746500000000000000000000000007',
  EmergencyCouncil: '0x71756f7261746500000000000000000000000008',
  GovernanceLog: '0x71756f7261746500000000000000000000000009',
  DeviceRegistry: '0x71756f726174650000000000000000000000000a',
  AccessPass: '0x71756f726174650000000000000000000000000b',
} as const satisfies Record<string, Hex>

export type PredeployName = keyof typeof predeploys

/** The code behind a proxy: …10NN for the proxy at …00NN. */
export function implementationAddress(name: PredeployName): Hex {
  return predeploys[name].replace(/00(..)$/, '10$1') as Hex
}
