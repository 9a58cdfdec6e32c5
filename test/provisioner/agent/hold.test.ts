import { describe, expect, it } from '@jest/globals'
import { sharedHold } from '../../../provisioner/agent/hold.ts'
import type { AtWork } from '../../../provisioner/chain/as-member.ts'
import type { Journal } from '../../../provisioner/journal/journal.ts'

/** Counts how often a home is open, and notices where two openings overlap. */
function counted(fails = 0, at = async () => ({}) as AtWork) {
  const seen = { opened: 0, open: 0, most: 0 }
  const hold = sharedHold(async (work) => {
    seen.opened += 1
    if (seen.opened <= fails) throw new Error('busy')
    seen.open += 1
    seen.most = Math.max(seen.most, seen.open)
    await work({ journal: {} as Journal, at })
    await new Promise((resolve) => setTimeout(resolve, 5))
    seen.open -= 1
  })
  return { seen, hold }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('the home that parts of an agent share', () => {
  it('is opened once for all who come while one is at work, and let go of after', async () => {
    const { seen, hold } = counted()
    await Promise.all([hold.with(() => pause(20)), hold.with(() => pause(5)), hold.with(() => pause(10))])
    expect(seen).toEqual({ opened: 1, open: 0, most: 1 })
  })

  it('is never open twice at once, however its users come and go', async () => {
    const { seen, hold } = counted()
    const users = Array.from({ length: 40 }, async (_, i) => {
      await pause((i * 7) % 60)
      await hold.with(() => pause(i % 4))
    })
    await Promise.all(users)
    const opened = seen.opened
    await hold.with(() => pause(1))
    expect([seen.open, seen.most]).toEqual([0, 1])
    expect(seen.opened).toBe(opened + 1)
  })

  it('is let go of by work that fails', async () => {
    const { seen, hold } = counted()
    await expect(hold.with(() => Promise.reject(new Error('work')))).rejects.toThrow('work')
    expect(seen.open).toBe(0)
    await expect(hold.with(async () => 'next')).resolves.toBe('next')
  })

  it('notes at once, though what was sent before waits for a block that does not come', async () => {
    let mined: (at: AtWork) => void = () => undefined
    const block = new Promise<AtWork>((resolve) => {
      mined = resolve
    })
    const { seen, hold } = counted(0, () => block)
    const said = hold.with(async () => 'said')
    expect(await Promise.race([hold.noting(async () => 'noted'), said])).toBe('noted')
    expect(seen).toEqual({ opened: 1, open: 1, most: 1 })
    mined({} as AtWork)
    expect(await said).toBe('said')
    expect(seen.open).toBe(0)
  })

  it('asks for no block where something is only noted', async () => {
    const { hold } = counted(0, () => Promise.reject(new Error('a block was awaited')))
    expect(await hold.noting(async () => 'noted')).toBe('noted')
  })

  it('tells each who asked that it could not be opened, and can be later', async () => {
    const { hold } = counted(1)
    const both = await Promise.allSettled([hold.with(async () => 1), hold.with(async () => 2)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(hold.with(async () => 3)).resolves.toBe(3)
  })
})
