import { describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import fc from 'fast-check'
import { blockAt } from '../../../provisioner/anchors/block-at.ts'

/** A chain of which nothing but block times is known. A stand-in for a public node, which counts what it is asked. */
function chainOf(times: readonly number[]) {
  const asked = { times: 0 }
  const getBlock = async (block: number | 'latest') => {
    asked.times += 1
    const number = block === 'latest' ? times.length - 1 : block
    return times[number] === undefined ? null : { number, timestamp: times[number] }
  }
  return { asked, provider: { getBlock } as unknown as JsonRpcProvider }
}

describe('the first block at or after a moment', () => {
  it('is what looking at every block finds, on chains with gaps and with many blocks a second', async () => {
    const steps = fc.array(
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 500, max: 9000 })),
      {
        minLength: 1,
        maxLength: 300,
      },
    )
    await fc.assert(
      fc.asyncProperty(steps, fc.double({ min: -0.1, max: 1.1, noNaN: true }), async (given, share) => {
        let time = 1_700_000_000
        const times = given.map((step) => {
          time += step
          return time
        })
        const [first = 0] = times
        const moment = Math.round(first + share * (time - first))
        const expected = times.findIndex((each) => each >= moment)
        const found = await blockAt(chainOf(times).provider, moment)
        expect(found).toBe(expected === -1 ? times.length : expected)
      }),
      { numRuns: 500 },
    )
  })

  it('is found in a few questions where blocks come evenly, though there are ten million', async () => {
    const even = { length: 10_000_000 } as unknown as number[]
    const times = new Proxy(even, {
      get: (target, key) => (key === 'length' ? target.length : 1_700_000_000 + Number(String(key)) * 2),
    })
    const { asked, provider } = chainOf(times)
    expect(await blockAt(provider, 1_700_000_000 + 2 * 7_654_321)).toBe(7_654_321)
    expect(asked.times).toBeLessThan(12)
  })

  it('ends, whatever block a lying node gives for the one it was asked for', async () => {
    const chain = chainOf([1, 2, 3, 4, 5, 6, 7, 8].map((second) => 1_700_000_000 + second * 10))
    let asked = 0
    const getBlock = async (block: number | 'latest') => {
      asked += 1
      if (asked > 100) throw new Error('the search does not end')
      if (block === 'latest' || block === 0) return chain.provider.getBlock(block)
      return { number: 0, timestamp: 1_700_000_000 }
    }
    const liar = { getBlock } as unknown as JsonRpcProvider
    expect(await blockAt(liar, 1_700_000_045)).toBeLessThan(8)
  })
})
