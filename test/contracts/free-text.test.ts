import { describe, expect, it } from '@jest/globals'
import { contracts } from '../../network/genesis/contracts.ts'

interface Parameter {
  readonly type: string
  readonly name?: string
  readonly components?: readonly Parameter[]
}
interface Entry {
  readonly type: string
  readonly name?: string
  readonly stateMutability?: string
  readonly inputs?: readonly Parameter[]
}

const CARD_CALLS = ['admit', 'addNodes', 'replaceKeys'].map((call) => `MemberRegistry.${call}`)
const each = (calls: readonly string[], field: string) => calls.map((call) => `${call} ${field}`)
const governor = (...calls: string[]) => calls.map((call) => `ConsortiumGovernor.${call}`)

/** What is written on the consortium's chain without a fixed width, by what keeps free text out of it. */
const known: Readonly<Record<string, readonly string[]>> = {
  'a public key of 64 bytes': [...each(CARD_CALLS, 'card.nodes.publicKey'), 'NodeRegistry.register added.publicKey'],
  'a seal of 65 bytes': ['CheckpointBoard.propose seals', 'CheckpointBoard.CheckpointProposed seals'],
  'a signature that is verified': [
    ...['officer', 'agent', 'checkpoint', 'nodes'].flatMap((key) => each(CARD_CALLS, `proofs.${key}`)),
    ...each(governor('castVoteBySig', 'castVoteWithReasonAndParamsBySig'), 'signature'),
    'EmergencyCouncil.suspend signatures.signature',
  ],
  'a salted commitment in hexadecimal digits': [
    ...each(governor('propose', 'ProposalCreated'), 'description'),
    ...each(governor('castVoteWithReason', 'castVoteWithReasonAndParams'), 'reason'),
    ...each(governor('castVoteWithReasonAndParamsBySig', 'VoteCast', 'VoteCastWithParams'), 'reason'),
  ],
  'refused or left empty': [
    ...each(
      governor('castVoteWithReasonAndParams', 'castVoteWithReasonAndParamsBySig', 'VoteCastWithParams'),
      'params',
    ),
    ...each(governor('ProposalCreated'), 'signatures'),
    ...Object.keys(contracts).map((name) => `${name}.upgradeToAndCall data`),
  ],
  'calls, which voters are shown decoded': [
    ...each(governor('propose', 'queue', 'execute', 'cancel', 'ProposalCreated'), 'calldatas'),
    ...['schedule data', 'scheduleBatch payloads', 'execute payload', 'executeBatch payloads'].map(
      (field) => `ConsortiumTimelock.${field}`,
    ),
    ...['CallScheduled data', 'CallExecuted data'].map((field) => `ConsortiumTimelock.${field}`),
  ],
  'where a member says that its own nodes are reached': [
    'NodeRegistry.announceEndpoints record',
    'NodeRegistry.EndpointsAnnounced record',
  ],
  'what a contract of genesis encodes of its own deed': ['GovernanceLog.append data', 'GovernanceLog.Recorded data'],
  'neither read nor kept': [
    ...each(governor('relay'), ''),
    ...['ConsortiumGovernor', 'ConsortiumTimelock'].flatMap((name) =>
      ['onERC721Received', 'onERC1155Received', 'onERC1155BatchReceived'].map((call) => `${name}.${call} `),
    ),
  ],
}

/** `path type` of a parameter and of all in it. */
function fieldsOf({ name = '', type, components = [] }: Parameter): { path: string; type: string }[] {
  const inner = components.flatMap(fieldsOf).map((one) => ({ ...one, path: `${name}.${one.path}` }))
  return [{ path: name, type }, ...inner]
}

/** `Contract.entry field` of what calls and events say in text or bytes of any length. */
function loose(contract: string, abi: readonly Entry[]): string[] {
  const said = abi.filter(({ type, stateMutability = '' }) => type === 'event' || /payable/.test(stateMutability))
  return said.flatMap(({ name = '', inputs = [] }) =>
    inputs
      .flatMap(fieldsOf)
      .filter(({ type }) => /^(string|bytes)(\[|$)/.test(type))
      .map(({ path }) => `${contract}.${name} ${path}`),
  )
}

describe('free text on the consortium’s chain', () => {
  it('has no field to stand in: each of no fixed width is known, and what keeps text out of it', () => {
    const found = Object.entries(contracts).flatMap(([name, { abi }]) => loose(name, abi as readonly Entry[]))
    expect([...new Set(found)].sort()).toEqual(Object.values(known).flat().sort())
  })

  it('would be seen, in a call and in an event, however deep', () => {
    const note = { name: 'note', type: 'tuple[]', components: [{ name: 'words', type: 'string[2]' }] }
    const abi = [
      { type: 'function', name: 'tell', stateMutability: 'nonpayable', inputs: [note] },
      { type: 'function', name: 'pay', stateMutability: 'payable', inputs: [{ name: 'memo', type: 'bytes' }] },
      { type: 'function', name: 'asked', stateMutability: 'view', inputs: [note] },
      { type: 'event', name: 'Told', inputs: [{ name: 'what', type: 'string' }] },
    ]
    expect(loose('A', abi)).toEqual(['A.tell note.words', 'A.pay memo', 'A.Told what'])
  })
})
