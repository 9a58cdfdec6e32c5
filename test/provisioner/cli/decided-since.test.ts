import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Amendment } from '../../../network/amendments/amendment.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { decidedSince, isFresh } from '../../../provisioner/cli/decided-since.ts'
import { exampleLock } from '../../behaviours/example-manifests.ts'

const first: Amendment = { kind: 'block-period', seconds: 4, beginsAt: 2_000, decidedAt: 1_000, cancelledAt: null }
const second: Amendment = { ...first, seconds: 3, beginsAt: 4_000, decidedAt: 3_000 }
const quiet = () => undefined

describe('what was decided since the founding', () => {
  let lock: Lock
  beforeAll(async () => {
    lock = await exampleLock()
  }, 60_000)

  it('is what own nodes tell at the head, and what the home keeps where they are behind', () => {
    const words = { kept: [first, second], directory: [], given: false }
    expect(decidedSince({ ...words, own: { amendments: [first], fresh: true } }, quiet)).toEqual([first])
    expect(decidedSince({ ...words, own: { amendments: [first], fresh: false } }, quiet)).toEqual([first, second])
    expect(decidedSince({ ...words, own: undefined }, quiet)).toEqual([first, second])
  })

  it('is not judged by a clock that is behind: a head of the future is no head of now', () => {
    const now = 1_900_000_000
    expect([0, -20, 20].map((ahead) => isFresh(lock, [], { time: now + ahead, now }))).toEqual([true, true, true])
    expect([-7_200, 7_200].map((ahead) => isFresh(lock, [], { time: now + ahead, now }))).toEqual([false, false])
  })
})
