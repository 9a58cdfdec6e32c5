import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { inParallel } from '../../../provisioner/rehearsal/in-parallel.ts'

describe('work in parallel', () => {
  it('is done once for every item, and for no more of them at once than asked for', async () => {
    const done: number[] = []
    let [now, most] = [0, 0]
    await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      most = Math.max(most, ++now)
      await setImmediate()
      done.push(item)
      now--
    })
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(most).toBe(3)
  })

  it('ends with its first failure, begins nothing after it, and waits for what runs', async () => {
    const [begun, ended]: [number[], number[]] = [[], []]
    const work = inParallel([1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item)
      if (item === 1) throw new Error('first')
      await setImmediate()
      ended.push(item)
    })
    await expect(work).rejects.toThrow('first')
    expect([begun, ended]).toEqual([[1, 2], [2]])
  })

  it('of nothing is done at once', async () => {
    await expect(inParallel([], 2, () => Promise.reject(new Error('never')))).resolves.toBeUndefined()
  })
})
