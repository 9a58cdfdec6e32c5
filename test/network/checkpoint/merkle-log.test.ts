import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { merkleHash } from '../../../network/checkpoint/merkle-hash.ts'
import {
  appendLeaf,
  consistencyProof,
  inclusionProof,
  leavesIn,
  MemoryNodes,
  nodesOf,
  rootOf,
} from '../../../network/checkpoint/merkle-log.ts'
import { isConsistent, rootFromInclusion } from '../../../network/checkpoint/merkle-proof.ts'

const hash = merkleHash()
const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex')
const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** Leaves and roots of the test vectors of RFC 6962's reference implementation. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

function logOf(leaves: readonly Uint8Array[]): MemoryNodes {
  const log = new MemoryNodes()
  for (const leaf of leaves) appendLeaf(log, hash, hash.leaf(leaf))
  return log
}

/** RFC 9162 §2.1.1 as it is written: slow, and independent of ours. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves
  if (first === undefined) return sha256()
  if (leaves.length === 1) return sha256(Uint8Array.of(0), first)
  let k = 1
  while (k * 2 < leaves.length) k *= 2
  return sha256(Uint8Array.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)))
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => Buffer.from(`leaf ${i}`))

describe('the log', () => {
  it('has the roots of RFC 6962’s vectors', () => {
    const log = logOf(LEAVES.map((leaf) => Buffer.from(leaf, 'hex')))
    expect(ROOTS.map((_, i) => hex(rootOf(log, hash, i + 1)))).toEqual(ROOTS)
    expect(hex(rootOf(log, hash, 0))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('has at every size up to 130 the root that the RFC’s recursion gives', () => {
    const leaves = numbered(130)
    const log = logOf(leaves)
    for (let size = 0; size <= 130; size += 1)
      expect(hex(rootOf(log, hash, size))).toBe(hex(mth(leaves.slice(0, size))))
  })

  it('knows from the number of nodes how many whole leaves stand', () => {
    for (let leaves = 0; leaves < 3000; leaves += 1) {
      const nodes = nodesOf(leaves)
      expect(leavesIn(nodes)).toBe(leaves)
      for (let cut = nodes; cut < nodesOf(leaves + 1); cut += 1) expect(leavesIn(cut)).toBe(leaves)
    }
  })
})

describe('proofs', () => {
  it('prove every leaf in every log up to 70 leaves, and no other leaf or place', () => {
    const log = logOf(numbered(70))
    for (let size = 1; size <= 70; size += 1) {
      const root = hex(rootOf(log, hash, size))
      for (let index = 0; index < size; index += 1) {
        const proof = inclusionProof(log, hash, { index, size })
        const leaf = hash.leaf(Buffer.from(`leaf ${index}`))
        expect(hex(rootFromInclusion(hash, { index, size, leaf, proof }))).toBe(root)
        expect(hex(rootFromInclusion(hash, { index, size, leaf: hash.leaf(Buffer.from('other')), proof }))).not.toBe(
          root,
        )
        if (size > 1)
          expect(hex(rootFromInclusion(hash, { index: (index + 1) % size, size, leaf, proof }))).not.toBe(root)
        expect(rootFromInclusion(hash, { index, size, leaf, proof: [...proof, leaf] })).toBeUndefined()
      }
    }
  })

  it('show every log up to 40 leaves as the beginning of every longer one', () => {
    const log = logOf(numbered(40))
    for (let second = 1; second <= 40; second += 1) {
      for (let first = 1; first <= second; first += 1) {
        const proof = consistencyProof(log, hash, { first, second })
        const roots = { firstRoot: rootOf(log, hash, first), secondRoot: rootOf(log, hash, second) }
        expect(isConsistent(hash, { first, second, ...roots, proof })).toBe(true)
      }
    }
  })

  it('do not show a rewritten history as consistent, whichever block was rewritten', () => {
    const honest = logOf(numbered(33))
    for (let rewritten = 0; rewritten < 20; rewritten += 1) {
      const leaves: Uint8Array[] = numbered(33).map((leaf, i) =>
        i === rewritten ? Buffer.from('another block') : leaf,
      )
      const forged = logOf(leaves)
      const proof = consistencyProof(forged, hash, { first: 20, second: 33 })
      const roots = { firstRoot: rootOf(honest, hash, 20), secondRoot: rootOf(forged, hash, 33) }
      expect(isConsistent(hash, { first: 20, second: 33, ...roots, proof })).toBe(false)
    }
  })

  it('never accept what was changed, and never throw', () => {
    const log = logOf(numbered(200))
    const change = fc.record({
      first: fc.integer({ min: 1, max: 200 }),
      second: fc.integer({ min: 1, max: 200 }),
      node: fc.nat(),
      bit: fc.nat({ max: 255 }),
    })
    fc.assert(
      fc.property(change, ({ first, second, node, bit }) => {
        fc.pre(first < second)
        const proof = consistencyProof(log, hash, { first, second })
        const at = node % proof.length
        const changed = proof.map((bytes, i) =>
          i === at ? bytes.map((byte, b) => (b === bit % 32 ? byte ^ 1 : byte)) : bytes,
        )
        const roots = { firstRoot: rootOf(log, hash, first), secondRoot: rootOf(log, hash, second) }
        expect(isConsistent(hash, { first, second, ...roots, proof: changed })).toBe(false)
        expect(isConsistent(hash, { first: second, second: first, ...roots, proof })).toBe(false)
        expect(isConsistent(hash, { first, second, ...roots, proof: proof.slice(1) })).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('are refused for numbers that no log has', () => {
    const leaf = hash.leaf(Buffer.from('x'))
    for (const index of [-1, 0.5, Number.NaN, 2 ** 31, 2 ** 53]) {
      expect(rootFromInclusion(hash, { index, size: 2 ** 31 - 1, leaf, proof: [] })).toBeUndefined()
      expect(rootFromInclusion(hash, { index: 0, size: index, leaf, proof: [] })).toBeUndefined()
    }
  })
})
