import { describe, expect, it } from '@jest/globals'
import { layouts } from '../../../contracts/generated/layouts.ts'
import { layoutBreaks, type StorageLayout, type StoredVariable } from '../../../network/governance/storage-layout.ts'

const types: StorageLayout['types'] = {
  u256: { encoding: 'inplace', label: 'uint256', numberOfBytes: '32' },
  u64: { encoding: 'inplace', label: 'uint64', numberOfBytes: '8' },
  i64: { encoding: 'inplace', label: 'int64', numberOfBytes: '8' },
  gap3: { encoding: 'inplace', label: 'uint256[3]', numberOfBytes: '96', base: 'u256' },
  gap2: { encoding: 'inplace', label: 'uint256[2]', numberOfBytes: '64', base: 'u256' },
  pair: {
    encoding: 'inplace',
    label: 'struct A.Pair',
    numberOfBytes: '32',
    members: [at('x', 'u64', 0), at('y', 'u64', 0, 8)],
  },
  three: {
    encoding: 'inplace',
    label: 'struct A.Pair',
    numberOfBytes: '32',
    members: [at('x', 'u64', 0), at('y', 'u64', 0, 8), at('z', 'u64', 0, 16)],
  },
  ofPair: {
    encoding: 'mapping',
    label: 'mapping(uint256 => struct A.Pair)',
    numberOfBytes: '32',
    key: 'u256',
    value: 'pair',
  },
  ofThree: {
    encoding: 'mapping',
    label: 'mapping(uint256 => struct A.Pair)',
    numberOfBytes: '32',
    key: 'u256',
    value: 'three',
  },
  byNumber: {
    encoding: 'mapping',
    label: 'mapping(uint64 => struct A.Pair)',
    numberOfBytes: '32',
    key: 'u64',
    value: 'pair',
  },
}
function at(label: string, type: string, slot: number, offset = 0): StoredVariable {
  return { label, type, slot: `${slot}`, offset }
}
const of = (...storage: StoredVariable[]): StorageLayout => ({ storage, types })
const kinds = (a: StorageLayout, b: StorageLayout) =>
  layoutBreaks(a, b).map(({ kind, variable }) => `${variable} ${kind}`)

const deployed = of(
  at('_a', 'u64', 0),
  at('_b', 'u64', 0, 8),
  at('__gap', 'gap3', 1),
  at('_of', 'ofPair', 4),
  at('_one', 'pair', 5),
)

describe('a storage layout that follows the deployed one', () => {
  it('is itself, or has more behind everything', () => {
    expect(kinds(deployed, deployed)).toEqual([])
    expect(kinds(deployed, of(...deployed.storage, at('_new', 'u256', 6)))).toEqual([])
  })

  it('takes from a gap what it needs, and leaves its end', () => {
    const [a, b, , ...rest] = deployed.storage as [StoredVariable, StoredVariable, StoredVariable, ...StoredVariable[]]
    expect(kinds(deployed, of(a, b, at('_new', 'u256', 1), at('__gap', 'gap2', 2), ...rest))).toEqual([])
    expect(kinds(deployed, of(a, b, at('_more', 'u64', 0, 16), at('__gap', 'gap3', 1), ...rest))).toEqual([])
  })

  it('lets a struct grow that only a mapping holds', () => {
    expect(kinds(deployed, changed('_of', { type: 'ofThree' }))).toEqual([])
  })
})

describe('a storage layout that breaks the deployed one', () => {
  it.each([
    ['a variable that is gone', without('_b'), ['_b removed']],
    ['one of another type', changed('_a', { type: 'i64' }), ['_a retyped']],
    ['one that moved', changed('_one', { slot: '6' }), ['_one moved']],
    ['one that has another name', changed('_a', { label: '_c' }), ['_a renamed']],
    [
      'two of a type, swapped',
      of(at('_b', 'u64', 0), at('_a', 'u64', 0, 8), ...deployed.storage.slice(2)),
      ['_a moved', '_b moved'],
    ],
    ['a gap that did not shrink', shifted(), ['_of moved', '_one moved', '__gap overlaps']],
    ['a struct that grew, in place', changed('_one', { type: 'three' }), ['_one retyped']],
    ['a mapping by another key', changed('_of', { type: 'byNumber' }), ['_of retyped']],
    ['a new one that reaches into an old one', of(...deployed.storage, at('_wide', 'gap2', 3)), ['_wide overlaps']],
  ])('%s', (_, proposed, expected) => {
    expect(kinds(deployed, proposed)).toEqual(expected)
  })

  it('is found in the contracts as they are compiled', () => {
    const board = layouts.CheckpointBoard
    const [first, ...rest] = board.storage
    expect(layoutBreaks(board, board)).toEqual([])
    expect(layoutBreaks(board, { ...board, storage: rest }).map(({ kind }) => kind)).toEqual(['removed'])
    expect(first?.label).toBe('_current')
  })
})

function without(label: string): StorageLayout {
  return of(...deployed.storage.filter((one) => one.label !== label))
}

function changed(label: string, change: Partial<StoredVariable>): StorageLayout {
  return of(...deployed.storage.map((one) => (one.label === label ? { ...one, ...change } : one)))
}

/** A variable put before a gap that stays as large: all behind it move. */
function shifted(): StorageLayout {
  return of(
    at('_a', 'u64', 0),
    at('_b', 'u64', 0, 8),
    at('_new', 'u256', 1),
    at('__gap', 'gap3', 2),
    at('_of', 'ofPair', 5),
    at('_one', 'pair', 6),
  )
}
