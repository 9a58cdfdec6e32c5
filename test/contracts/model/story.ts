import type { Hex } from '../../../network/hex.ts'
import type { Action, State } from './state.ts'
import type { Step } from './steps.ts'

/** A step in words, as a person who debugs a history reads it. */
export function storyOf(state: State, step: Step): string {
  return `t+${state.now - state.founded} ${said(state, step)}`
}

function said(state: State, step: Step): string {
  switch (step.kind) {
    case 'wait':
      return `wait until t+${step.until - state.founded}`
    case 'propose':
      return `${who(state, step.by)} proposes #${state.proposals.length}: ${step.actions.map((one) => asked(state, one)).join(', and ')}`
    case 'vote':
      return `${who(state, step.by)} votes ${step.support} on #${step.proposal}`
    case 'queue':
    case 'execute':
    case 'cancel':
      return `${who(state, step.by)} ${step.kind}s #${step.proposal}${step.swapped ? ', its calls swapped' : ''}`
    case 'delegate':
      return `${who(state, step.by)} delegates to ${step.to}${step.until === undefined ? '' : ` until ${step.until}`}`
    case 'sync':
    case 'activate':
    case 'confirm':
      return `${who(state, step.by)} ${step.kind}s ${node(state, step.node)}`
    case 'seize':
      return `${who(state, step.by)} calls without a decision: ${asked(state, step.action)}`
  }
}

function asked(state: State, action: Action): string {
  switch (action.kind) {
    case 'admit':
    case 'addNodes':
    case 'replaceKeys': {
      const { member, nodes, issuedAt } = action.card.body
      const named = nodes.map(({ name, duty }) => `${name} (${duty})`).join(', ')
      return `${action.kind} ${member}, card of ${issuedAt}${action.card.forged ? ', forged' : ''} [${named}]`
    }
    case 'suspend':
    case 'reinstate':
    case 'expel':
      return `${action.kind} ${action.member}`
    case 'retire':
    case 'settleChange':
      return `${action.kind} ${node(state, action.node)}`
    case 'setRule':
      return `setRule ${action.class} ${JSON.stringify(action.rule)}`
    case 'setThreshold':
      return `setThreshold ${action.value}`
  }
}

function who({ keys }: State, address: Hex): string {
  const key = keys[address]
  return key === undefined
    ? 'a stranger'
    : `${key.member}'s ${key.role} ${key.role === 'retired' ? address : ''}`.trim()
}

function node({ nodes }: State, address: Hex): string {
  return nodes.find((one) => one.address === address)?.name ?? address
}
