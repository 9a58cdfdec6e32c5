import type {
  AbiParametersToPrimitiveTypes,
  AbiStateMutability,
  ExtractAbiFunction,
  ExtractAbiFunctionNames,
} from 'abitype'
import { type JsonRpcProvider, type ParamType, Result } from 'ethers'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import type { contracts } from '../../network/genesis/contracts.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'

declare module 'abitype' {
  interface Register {
    bigIntType: bigint
    intType: bigint
  }
}

type AbiOf<C extends PredeployName> = (typeof contracts)[C]['abi']
type Views<C extends PredeployName> = ExtractAbiFunctionNames<AbiOf<C>, Extract<AbiStateMutability, 'view' | 'pure'>>
type Fn<C extends PredeployName, N extends Views<C>> = ExtractAbiFunction<AbiOf<C>, N>
type Inputs<C extends PredeployName, N extends Views<C>> = AbiParametersToPrimitiveTypes<Fn<C, N>['inputs'], 'inputs'>
type Outputs<C extends PredeployName, N extends Views<C>> = AbiParametersToPrimitiveTypes<
  Fn<C, N>['outputs'],
  'outputs'
>
/** The value of a function that returns one, the list of them for others. Every integer is a bigint. */
export type Returned<C extends PredeployName, N extends Views<C>> =
  Outputs<C, N> extends readonly [infer Only] ? Only : Outputs<C, N>

/** Reads one view of a contract of genesis; types come from its ABI. Structs are plain objects. */
export async function read<C extends PredeployName, N extends Views<C>>(
  provider: JsonRpcProvider,
  contract: C,
  view: N,
  ...given: Inputs<C, N>
): Promise<Returned<C, N>> {
  const abi = interfaceOf(contract)
  const data = abi.encodeFunctionData(view, given as readonly unknown[])
  const answer = await provider.call({ to: predeploys[contract], data })
  const result = abi.decodeFunctionResult(view, answer)
  const outputs = abi.getFunction(view)?.outputs ?? []
  const values = outputs.map((output, i) => plain(result[i], output))
  return (values.length === 1 ? values[0] : values) as Returned<C, N>
}

function plain(value: unknown, type: ParamType): unknown {
  if (!(value instanceof Result)) return value
  const { arrayChildren, components } = type
  if (arrayChildren !== null) return value.map((item) => plain(item, arrayChildren))
  return Object.fromEntries((components ?? []).map((part, i) => [part.name, plain(value[i], part)]))
}
