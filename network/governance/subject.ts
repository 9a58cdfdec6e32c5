import { slugOf } from '../slug.ts'
import type { Action } from './action.ts'
import { type Decoded, decodeCall } from './decode.ts'

interface Owning {
  readonly name: string
  readonly nodes: readonly { readonly address: string }[]
}

/** The member that a call is about, by its card, its id or its node; undefined where it is about none. */
export function subjectOf(action: Action, members: readonly Owning[]): string | undefined {
  const { contract, arguments: given } = decodeCall(action)
  if (contract === 'MemberRegistry') return named(given.id ?? fieldOf(given.card, 'organisation'))
  if (contract !== 'NodeRegistry') return undefined
  const node = String(given.id ?? given.node).toLowerCase()
  return members.find(({ nodes }) => nodes.some(({ address }) => address.toLowerCase() === node))?.name
}

function fieldOf(value: Decoded | undefined, field: string): Decoded | undefined {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, Decoded>)[field] : undefined
}

function named(id: Decoded | undefined): string | undefined {
  return typeof id === 'string' ? slugOf(id) : undefined
}
