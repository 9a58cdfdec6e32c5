import { describe, expect, it } from '@jest/globals'
import { QuorateError } from '../../../network/quorate-error.ts'
import { Failures } from '../../../provisioner/agent/failures.ts'

const refused = new QuorateError('CHAIN_REFUSED', 'The contracts refuse it.', { remedy: 'Look.' })

describe('what was refused', () => {
  it('is tried again later and later, at least every two minutes', () => {
    const failures = new Failures()
    const tried = Array.from({ length: 600 }, (_, second) => second).filter((second) => {
      if (!failures.mayTry('activate a', second)) return false
      failures.failed('activate a', refused, second)
      return true
    })
    expect(tried).toEqual([0, 4, 12, 28, 60, 124, 244, 364, 484])
  })

  it('is a finding until it works or is not wanted any more', () => {
    const failures = new Failures()
    failures.failed('activate a', refused, 0)
    failures.failed('queue b', new Error('a bug'), 0)
    expect(failures.findings().map(({ code, subject }) => [code, subject])).toEqual([
      ['ACTION_FAILED', 'activate a'],
      ['ACTION_FAILED', 'queue b'],
    ])
    failures.over('activate a')
    failures.keepOnly((key) => key !== 'queue b')
    expect([failures.findings(), failures.mayTry('activate a', 0)]).toEqual([[], true])
  })
})
