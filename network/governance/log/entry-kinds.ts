const chamberRule = 'tuple(uint16 quorum, uint16 majority, bool veto)[] chambers'
const rule = `tuple(uint32 votingDelay, uint32 votingPeriod, uint32 timelock, uint32 grace, uint8 chambersNeeded, ${chamberRule}) rule`

/** What each kind of entry says, in the order of `IGovernanceLog.Kind`: a test compares both. */
export const entryData = {
  upgraded: ['address implementation'],
  admitted: [
    'address organisation',
    'uint8 chamber',
    'address officer',
    'address agent',
    'address checkpoint',
    'bytes32 cardHash',
  ],
  'keys-replaced': [
    'address organisation',
    'address officer',
    'address agent',
    'address checkpoint',
    'bytes32 cardHash',
  ],
  'nodes-added': ['address organisation', 'bytes32 cardHash'],
  suspended: ['address organisation'],
  reinstated: ['address organisation'],
  expelled: ['address organisation'],
  delegated: ['address organisation', 'address delegatee', 'uint48 until'],
  'node-registered': ['address organisation', 'address node', 'bytes32 name', 'uint8 duty', 'bytes32 x', 'bytes32 y'],
  'node-synced': ['address node'],
  'node-activated': ['address node'],
  'node-retired': ['address node'],
  'change-settled': ['address node'],
  'rule-set': ['uint8 class', 'uint32 version', rule],
  executed: ['uint256 proposalId'],
  'threshold-set': ['uint16 threshold'],
  'cadence-set': ['uint32 cadenceSeconds', 'uint64 firstWindow', 'uint64 since'],
  'emergency-settings-set': ['uint16 signers', 'uint32 lapse', 'uint32 rest'],
  'emergency-suspended': ['address organisation', 'uint64 number', 'uint48 until', 'address[] signers'],
  'emergency-ratified': ['address organisation', 'uint64 number'],
  'emergency-lapsed': ['address organisation', 'uint64 number'],
  'amendment-scheduled': [
    'uint256 number',
    'uint8 kind',
    'uint64 beginsAt',
    'bytes32 fork',
    'uint32 blockPeriodSeconds',
  ],
  'amendment-cancelled': ['uint256 number'],
  'node-stood-down': ['address node'],
  'fleet-opened': ['uint64 fleet', 'address organisation'],
  'fleet-offered': ['uint64 fleet', 'address heir', 'uint48 until'],
  'fleet-taken': ['uint64 fleet', 'address organisation'],
} as const satisfies Record<string, readonly string[]>

export type EntryKind = keyof typeof entryData

export const entryKinds = Object.keys(entryData) as readonly EntryKind[]
