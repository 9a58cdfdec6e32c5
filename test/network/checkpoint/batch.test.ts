import { describe, expect, it } from '@jest/globals'
import { batchOf, LEAST_LEAVES, paddingFor, placeInBatch } from '../../../network/checkpoint/batch.ts'
import { merkleHash } from '../../../network/checkpoint/merkle-hash.ts'
import { rootFromInclusion } from '../../../network/checkpoint/merkle-proof.ts'
import { fromHex, toHex } from '../../../network/hex.ts'
import { seeded, seededHash } from '../../fixtures/evidence-keys.ts'

const hash = merkleHash()
const commitments = (count: number) => Array.from({ length: count }, (_, i) => seededHash(`commitment ${i}`))
const padding = (count: number) => Array.from({ length: count }, (_, i) => seeded(`padding ${i}`))
const batch = (count: number) => batchOf(commitments(count), padding(paddingFor(count)))

describe('a batch', () => {
  it('proves each of its commitments by its place', () => {
    for (const count of [1, 15, 16, 17, 100]) {
      const made = batch(count)
      for (const commitment of commitments(count)) {
        const { index, path } = placeInBatch(made, commitment)
        const leaf = hash.leaf(fromHex(commitment))
        const root = rootFromInclusion(hash, { index, size: 2 ** path.length, leaf, proof: path })
        expect(root && toHex(root)).toBe(made.root)
      }
    }
  })

  it('is a power of two of leaves, and at least 16', () => {
    const sizes = [1, 2, 15, 16, 17, 32, 33, 1000, 1024, 1025].map((count) => count + paddingFor(count))
    expect(sizes).toEqual([16, 16, 16, 16, 32, 32, 64, 1024, 1024, 2048])
    for (const count of [0, -1, 0.5, Number.NaN, 2 ** 24 + 1]) expect(() => paddingFor(count)).toThrow(RangeError)
  })

  it('is the same whatever the order in which its commitments came', () => {
    const reversed = batchOf(commitments(20).reverse(), padding(12).reverse())
    expect(reversed).toEqual(batch(20))
  })

  it('takes neither too little padding, nor too much, nor short leaves, nor one leaf twice', () => {
    expect(() => batchOf(commitments(20), padding(11))).toThrow(RangeError)
    expect(() => batchOf(commitments(20), padding(13))).toThrow(RangeError)
    expect(() => batchOf(commitments(20), [...padding(11), new Uint8Array(31)])).toThrow(RangeError)
    expect(() => batchOf(commitments(20), [...padding(11), seeded('padding 0')])).toThrow(RangeError)
    expect(() => batchOf([...commitments(15), seededHash('commitment 0')], [])).toThrow(RangeError)
  })

  it('proves nothing that it does not hold', () => {
    expect(() => placeInBatch(batch(LEAST_LEAVES), seededHash('another'))).toThrow(RangeError)
  })
})
