import type { Hex } from '../../../network/hex.ts'
import type { Action, CouncilSignature, SignedVote, State, Suspension } from './state.ts'
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
    case 'vote by signature':
      return `${who(state, step.by)} brings ${who(state, step.voter)}'s vote ${step.support} on #${step.proposal}, ${paper(state, step.paper)}`
    case 'suspend at once':
      return `${who(state, step.by)} brings ${emergency(state, step.action)}`
    case 'book the lapse':
      return `${who(state, step.by)} books that the emergency is over`
    case 'take the lease':
      return `${who(state, step.by)} takes the lease of ${node(state, step.node)} for ${step.duration} s`
    case 'give the lease back':
      return `${who(state, step.by)} gives the lease of ${node(state, step.node)} back`
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
    case 'stand down':
      return `${who(state, step.by)} stands ${node(state, step.node)} down`
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
    case 'ratify':
    case 'cancelAmendment':
      return `${action.kind} ${action.number}`
    case 'setSettings':
      return `setSettings ${JSON.stringify(action.settings)}`
    case 'scheduleFork':
      return `scheduleFork ${action.fork} at t+${action.beginsAt - state.founded}`
    case 'scheduleBlockPeriod':
      return `scheduleBlockPeriod ${action.seconds} at t+${action.beginsAt - state.founded}`
  }
}

function paper(state: State, { signer, proposal, support, nonce, reasoned, validity }: SignedVote): string {
  const of = `${support} on #${proposal}, number ${nonce}${reasoned ? ', with a reason' : ''}`
  return `signed by ${who(state, signer)} (${of}, ${validity})`
}

function emergency(state: State, { about, number, notAfter, signatures }: Suspension): string {
  const by = signatures.map((one) => signer(state, one)).join(', ')
  return `emergency action ${number} about ${about}, until t+${notAfter - state.founded}, signed [${by}]`
}

function signer(state: State, { member, signer: key, signed, validity }: CouncilSignature): string {
  const what = `${signed.number} about ${signed.about} until t+${signed.notAfter - state.founded}`
  return `${member}: ${who(state, key)} (${what}, ${validity})`
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
