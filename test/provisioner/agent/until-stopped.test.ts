import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { untilStopped } from '../../../provisioner/agent/until-stopped.ts'

const never = new Promise(() => undefined)

describe('what an agent waits for', () => {
  it('is its work, however that ends, for as long as nobody stops it', async () => {
    const { signal } = new AbortController()
    let done = false
    const work = setTimeout(50).then(() => (done = true))
    await untilStopped(work, signal, 0)
    expect(done).toBe(true)
    await expect(untilStopped(Promise.reject(new Error('a port is taken')), signal, 0)).rejects.toThrow(
      'a port is taken',
    )
  })

  it('is over soon after it is stopped, whatever has not ended by then', async () => {
    const stop = new AbortController()
    const stopped = untilStopped(never, stop.signal, 0.05)
    const first = await Promise.race([stopped.then(() => 'stopped'), setTimeout(200, 'works')])
    stop.abort()
    await stopped
    await untilStopped(never, stop.signal, 0.05)
    expect(first).toBe('works')
  }, 5_000)
})
