import { type ParamType, Result } from 'ethers'
import { type PredeployName, predeploys } from '../genesis/addresses.ts'
import { interfaceOf } from '../genesis/interface-of.ts'
import type { Action } from './action.ts'

/** A value of a decoded call: numbers as text, bytes as hex, structs by field. */
export type Decoded = string | boolean | readonly Decoded[] | { readonly [field: string]: Decoded }

export interface DecodedCall {
  /** Name of the contract, or its address where quorate knows none there. */
  readonly contract: string
  /** Name of the function, or its selector. */
  readonly call: string
  readonly arguments: Readonly<Record<string, Decoded>>
}

/**
 * What a call says, by the contracts' own ABIs. The proposer controls the bytes: a call that the ABIs do not know, or
 * that they would not have encoded just so, is shown as it is, never guessed at.
 */
export function decodeCall({ target, calldata }: Action): DecodedCall {
  const name = nameOf(target)
  const unknown = { contract: name ?? target, call: calldata.slice(0, 10), arguments: { calldata } }
  if (name === undefined) return unknown
  try {
    return decodedBy(name, calldata) ?? unknown
  } catch {
    return unknown
  }
}

function decodedBy(name: PredeployName, calldata: string): DecodedCall | undefined {
  const abi = interfaceOf(name)
  const parsed = abi.parseTransaction({ data: calldata })
  if (parsed === null || abi.encodeFunctionData(parsed.fragment, parsed.args) !== calldata) return undefined
  const fields = parsed.fragment.inputs.map((input, i) => [input.name, decoded(parsed.args[i], input)] as const)
  return { contract: name, call: parsed.name, arguments: Object.fromEntries(fields) }
}

function nameOf(target: string): PredeployName | undefined {
  const names = Object.keys(predeploys) as PredeployName[]
  return names.find((name) => predeploys[name] === target.toLowerCase())
}

function decoded(value: unknown, type: ParamType): Decoded {
  if (value instanceof Result) {
    if (type.arrayChildren !== null) return value.map((item) => decoded(item, type.arrayChildren as ParamType))
    const parts = type.components ?? []
    return Object.fromEntries(parts.map((part, i) => [part.name, decoded(value[i], part)]))
  }
  return typeof value === 'boolean' ? value : String(value)
}
