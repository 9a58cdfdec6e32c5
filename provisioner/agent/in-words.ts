import type { NodeAction } from '../../network/agent/action.ts'

/** What an agent has done to a node, for its log. */
export function inWords(action: NodeAction): string {
  switch (action.kind) {
    case 'vote':
      return `${action.node} votes ${action.validator} ${action.join ? 'in' : 'out'}: ${action.why}`
    case 'discard-vote':
      return `${action.node} takes its vote on ${action.validator} back: ${action.why}`
    case 'allow-nodes':
    case 'disallow-nodes':
      return `${action.node}: ${action.kind} (${action.enodes.length})`
    case 'allow-accounts':
    case 'disallow-accounts':
      return `${action.node}: ${action.kind} (${action.accounts.length})`
    case 'meet-again':
      return `${action.node}: lets go of ${action.enode.slice(8, 16)}…, to be told its newest block when they meet again`
    default:
      return `${action.node}: ${action.kind}`
  }
}
