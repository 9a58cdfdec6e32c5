import { describe, expect, it } from '@jest/globals'
import { Interface, type ParamType } from 'ethers'
import { CheckpointAnchor } from '../../contracts/generated/CheckpointAnchor.ts'
import { CommitmentRegistry } from '../../contracts/generated/CommitmentRegistry.ts'

const anchor = new Interface(CheckpointAnchor.abi)
const registry = new Interface(CommitmentRegistry.abi)
const FIXED = /^(address|bool|bytes32|uint(8|16|32|40|64))$/

const events = (abi: Interface) => abi.fragments.filter((fragment) => fragment.type === 'event')
const changing = (abi: Interface) =>
  abi.fragments.flatMap((fragment) =>
    fragment.type === 'function' && !('constant' in fragment && fragment.constant) ? [fragment] : [],
  )

/** Types in a parameter that are not of one fixed width. */
function loose({ type, baseType, components, arrayChildren }: ParamType): string[] {
  if (baseType === 'tuple') return (components ?? []).flatMap(loose)
  if (baseType === 'array' && arrayChildren !== null) return loose(arrayChildren)
  return FIXED.test(type) ? [] : [type]
}

/** Arrays in a parameter, by name. */
function arrays({ name, baseType, components, arrayChildren }: ParamType): string[] {
  if (baseType === 'tuple') return (components ?? []).flatMap(arrays)
  return baseType === 'array' && arrayChildren !== null ? [name, ...arrays(arrayChildren)] : []
}

describe('what reaches a public chain', () => {
  it('is of fixed width, in calldata, in results and in logs (PRIVACY rule 1)', () => {
    const said = anchor.fragments.filter(({ type }) => type !== 'error')
    const parameters = said.flatMap((one) => [...one.inputs, ...('outputs' in one ? (one.outputs as ParamType[]) : [])])
    expect(parameters.length).toBeGreaterThan(30)
    expect(parameters.flatMap(loose)).toEqual([])
  })

  it('has arrays of signatures, signers and proofs alone: M, N and the sizes of logs fix their length', () => {
    const names = changing(anchor).flatMap(({ inputs }) => inputs.flatMap(arrays))
    const allowed = ['signatures', 'signaturesA', 'signaturesB', 'set', 'setA', 'setB', 'historyProof', 'evidenceProof']
    expect([...new Set(names)].sort()).toEqual(allowed.sort())
  })

  it('leaves no array in a log, and of a batch its organisation, number and root alone', () => {
    expect(events(anchor).length).toBe(6)
    expect(events(anchor).flatMap(({ inputs }) => inputs.flatMap(arrays))).toEqual([])
    const own = events(registry).filter((fragment) => 'name' in fragment && fragment.name === 'BatchCommitted')
    expect(own.flatMap(({ inputs }) => inputs.map(({ type }) => type))).toEqual(['address', 'uint64', 'bytes32'])
  })

  it('changes by six calls, none of which takes money or belongs to anyone', () => {
    const names = changing(anchor).map((fragment) => ('name' in fragment ? String(fragment.name) : ''))
    expect(names.sort()).toEqual([
      'handover',
      'nameSuccessor',
      'proveEquivocation',
      'proveHandoverEquivocation',
      'submit',
      'submitStrict',
    ])
    expect(changing(anchor).filter((fragment) => 'payable' in fragment && fragment.payable)).toEqual([])
  })
})
