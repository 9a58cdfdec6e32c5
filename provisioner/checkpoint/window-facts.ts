import type { JsonRpcProvider } from 'ethers'
import type { Fact } from '../../network/checkpoint/leaves.ts'
import type { Hex } from '../../network/hex.ts'
import { read } from '../chain/read.ts'
import type { BlockRange } from '../chain/read-logs.ts'
import { eachOf, type PlacedLog } from './logs-of.ts'

/** Which events of the chain are facts. */
const EVENTS = {
  CommitmentRegistry: ['BatchCommitted'],
  ConsortiumGovernor: ['ProposalExecuted'],
  NodeRegistry: ['NodeActivated', 'NodeRetired', 'NodeStoodDown'],
  MemberRegistry: ['OrganisationAdmitted', 'KeysReplaced'],
} as const

/** What happened in these blocks that evidence can be asked of, in the order of the chain. */
export async function factsIn(provider: JsonRpcProvider, range: BlockRange): Promise<Fact[]> {
  const facts = await eachOf(provider, EVENTS, { range, of: (log) => factOf(provider, log) })
  return facts.flat()
}

async function factOf(provider: JsonRpcProvider, { event }: PlacedLog): Promise<Fact[]> {
  const { name, args } = event
  switch (name) {
    case 'BatchCommitted':
      return [{ kind: 'batch', organisation: lower(args['organisation']), root: args['root'] }]
    case 'ProposalExecuted':
      return [{ kind: 'governance', proposal: `0x${BigInt(args['proposalId']).toString(16).padStart(64, '0')}` }]
    case 'OrganisationAdmitted':
    case 'KeysReplaced':
      return [{ kind: 'signer', organisation: lower(args['organisation']), checkpoint: lower(args['checkpoint']) }]
    default:
      return (await isValidator(provider, args['node']))
        ? [{ kind: 'validator', node: lower(args['node']), active: name === 'NodeActivated' }]
        : []
  }
}

async function isValidator(provider: JsonRpcProvider, node: Hex): Promise<boolean> {
  return Number((await read(provider, 'NodeRegistry', 'node', node)).duty) === 0
}

function lower(address: string): Hex {
  return address.toLowerCase() as Hex
}
