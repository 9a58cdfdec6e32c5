import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { howSeen, knownFailures, notMade } from './how-seen.ts'

const suite = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const entries = Object.entries(howSeen)

describe('what the doctor finds', () => {
  it('has its failure made on a real Besu, for twenty codes at least, by suites that name each', () => {
    const made = entries.filter(([, how]) => how === 'besu').map(([code]) => code)
    const text = suite('live/doctor.test.ts') + suite('live/docker.test.ts')
    expect(made.length).toBeGreaterThanOrEqual(20)
    expect(made.filter((code) => !text.includes(`'${code}'`))).toEqual([])
  })

  it('or by real sockets, or is judged from facts for a reason that is told', () => {
    const text = suite('provisioner/doctor/reach.test.ts') + suite('provisioner/doctor/collect.test.ts')
    for (const [code, how] of entries) {
      if (how === 'besu') continue
      const told = 'machine' in how ? text.includes(`'${how.machine}'`) : how.facts.length > 20
      expect([code, told]).toEqual([code, true])
    }
  })

  it('is every failure of Besu that is known, made on a real one but for those that are told', () => {
    const seen = new Set(Object.keys(howSeen))
    expect(knownFailures.length).toBeGreaterThanOrEqual(20)
    expect(knownFailures.filter(([, codes]) => !codes.some((code) => seen.has(code)))).toEqual([])
    const made = knownFailures.filter(([, codes]) => codes.some((code) => howSeen[code] === 'besu'))
    const rest = knownFailures.filter((one) => !made.includes(one)).map(([failure]) => failure)
    expect(rest).toEqual(notMade)
  })
})
