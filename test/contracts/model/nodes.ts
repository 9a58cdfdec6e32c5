import type { Hex } from '../../../network/hex.ts'
import type { Node, State } from './state.ts'

export function nodeAt(state: State, address: Hex): Node | undefined {
  return state.nodes.find((node) => node.address === address)
}

/** A node may still validate while its retirement is in flight. */
export function liveNodes({ nodes, change }: State, name: string): number {
  return nodes.filter((one) => one.member === name && (one.state !== 'retired' || one.address === change.node)).length
}

export function isValidator({ state, duty }: Node): boolean {
  return state === 'active' && duty === 'validator'
}

/** Members that have an active validator. */
export function validating(state: State): string[] {
  return [...new Set(state.nodes.filter(isValidator).map(({ member }) => member))]
}
