import { describe, expect, it } from '@jest/globals'
import { QuorateError } from '../../../network/quorate-error.ts'
import { BusyHome } from '../../../provisioner/agent/busy-home.ts'
import { Failures } from '../../../provisioner/agent/failures.ts'

const taken = new QuorateError('HOME_BUSY', 'Another process works in ./home: 7.', { remedy: 'Wait until it is done.' })

function busyHome() {
  const failures = new Failures()
  const clock = { at: 0, now: () => clock.at, elapsed: () => clock.at }
  const busy = new BusyHome(failures, clock)
  const refusedAt = (at: number) => {
    clock.at = at
    busy.refused(taken)
  }
  const told = () => failures.findings().map(({ code, subject }) => `${code} ${subject}`)
  return { clock, busy, refusedAt, told }
}

describe('a home that others have', () => {
  it('is a finding once they have kept it for longer than any command waits, and until it is free', () => {
    const { busy, refusedAt, told } = busyHome()
    for (const at of [0, 30, 60, 90]) refusedAt(at)
    expect(told()).toEqual([])
    refusedAt(91)
    expect(told()).toEqual(['ACTION_FAILED work in the home'])
    busy.free()
    expect(told()).toEqual([])
    refusedAt(92)
    expect(told()).toEqual([])
  })

  it('is forgotten where nothing was wanted of it since', () => {
    const { clock, busy, refusedAt, told } = busyHome()
    for (const at of [0, 60, 120]) refusedAt(at)
    clock.at = 200
    busy.forget()
    expect(told()).toHaveLength(1)
    clock.at = 211
    busy.forget()
    expect(told()).toEqual([])
  })
})
