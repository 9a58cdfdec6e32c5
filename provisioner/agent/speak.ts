import type { ChainAction } from '../../network/agent/action.ts'
import { canonicalJson } from '../../network/canonical.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { type Proposal, shortId } from '../../network/governance/proposal.ts'
import { organisationId } from '../../network/slug.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { AtWork } from '../chain/as-member.ts'
import { carryingOn } from '../chain/carry-on.ts'
import type { Call } from '../chain/send.ts'

/** What the contracts say to who comes second: another agent, or an earlier run of this one, did it already. */
const OVERTAKEN = [
  'AlreadyConfirmed',
  'UnexpectedNodeState',
  'UnexpectedStatus',
  'OwnerNotSuspended',
  'TooFewToConfirm',
  'NoSuchChange',
  'NothingRunning',
  'GovernorUnexpectedProposalState',
  'NoSuchLease',
]

/** What comes first is under way: the same call is taken when that is done. */
const EARLY = ['ChangeInFlight', 'NodesRemain', 'LeaseRuns', 'LeaseRests']

/**
 * Says one thing on chain as the member's agent. False where another was faster, or something else comes first.
 * @throws QuorateError CHAIN_REFUSED, TRANSACTION_UNMINED
 */
export async function speak(
  at: AtWork,
  action: ChainAction,
  proposal: (id: bigint) => Proposal | undefined,
): Promise<boolean> {
  const call = callOf(action, proposal)
  if (call === undefined) return false
  try {
    await at.send({ ...call, as: 'agent' })
    return true
  } catch (error) {
    if (isOvertaken(error)) return false
    throw error
  }
}

/** Tells one action from another, for what is tried again later. */
export function actionKey(action: ChainAction): string {
  switch (action.kind) {
    case 'queue':
    case 'execute':
      return `${action.kind} ${shortId(action.proposal)}`
    case 'announce-endpoints':
      return `${action.kind} ${action.record.serial}`
    case 'lapse':
    case 'confirm-change':
      return `${action.kind} ${action.number}`
    default:
      return `${action.kind} ${action.name}`
  }
}

function callOf(action: ChainAction, proposal: (id: bigint) => Proposal | undefined): Call | undefined {
  const nodes = interfaceOf('NodeRegistry')
  const what = actionKey(action)
  switch (action.kind) {
    case 'mark-synced':
      return { contract: 'NodeRegistry', data: nodes.encodeFunctionData('markSynced', [action.address]), what }
    case 'activate':
      return { contract: 'NodeRegistry', data: nodes.encodeFunctionData('activate', [action.address]), what }
    case 'stand-down':
      return { contract: 'NodeRegistry', data: nodes.encodeFunctionData('standDown', [action.address]), what }
    case 'take-lease': {
      const given = [action.address, action.seconds]
      return { contract: 'NodeRegistry', data: nodes.encodeFunctionData('takeLease', given), what }
    }
    case 'return-lease':
      return { contract: 'NodeRegistry', data: nodes.encodeFunctionData('returnLease', [action.address]), what }
    case 'confirm-change':
      return { contract: 'NodeRegistry', data: nodes.encodeFunctionData('confirmChange', [action.address]), what }
    case 'lapse':
      return {
        contract: 'EmergencyCouncil',
        data: interfaceOf('EmergencyCouncil').encodeFunctionData('lapse', []),
        what,
      }
    case 'announce-endpoints': {
      const bytes = new TextEncoder().encode(canonicalJson(action.record))
      const given = [organisationId(action.record.member), bytes]
      return { contract: 'NodeRegistry', data: nodes.encodeFunctionData('announceEndpoints', given), what }
    }
    case 'queue':
    case 'execute': {
      const known = proposal(action.proposal)
      return known === undefined ? undefined : carryingOn(known, action.kind)
    }
  }
}

/** Mined and reverted is the same, a moment later: the estimate had found nothing against it. */
function isOvertaken(error: unknown): boolean {
  if (!(error instanceof QuorateError)) return false
  if (error.code === 'TRANSACTION_REVERTED') return true
  return error.code === 'CHAIN_REFUSED' && [...OVERTAKEN, ...EARLY].includes(String(error.facts['reason']))
}
