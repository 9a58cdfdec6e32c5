import { describe, expect, it } from '@jest/globals'
import { outcomeReasons, type TriedWay } from '../../../network/firewall/trial.ts'
import { trialText } from '../../../network/firewall/trial-text.ts'

const way: TriedWay = {
  must: 'open',
  from: { member: 'north', what: 'north-1' },
  to: { member: 'south', what: 'south-1', host: 'south.example', port: 30_303 },
  protocol: 'tcp',
  why: 'blocks',
  starts: true,
  well: true,
  outcome: 'open',
  at: ['south.example'],
}

describe('what was tried, for people', () => {
  it.each(['refused', 'timeout', 'name', 'unreachable'] as const)(
    'says why a way fails: %s, and what to do',
    (outcome) => {
      const text = trialText([{ ...way, well: false, outcome }], [], '').join('\n')
      expect(text).toContain('FAILS north-1 → south-1 (south) at south.example:30303')
      expect(text).toContain(outcomeReasons[outcome].says)
      expect(text).toContain(outcomeReasons[outcome].remedy)
    },
  )

  it('tells at which addresses something answers that should not', () => {
    const open: TriedWay = { ...way, must: 'closed', well: false, outcome: 'open', at: ['203.0.113.7'] }
    const text = trialText([open], [], 'close it').join('\n')
    expect(text).toContain('answers at 203.0.113.7')
    expect(text).toContain('close it')
  })

  it('counts what is not as it must be', () => {
    expect(trialText([way, { ...way, well: false, outcome: 'timeout' }], [], '').at(-1)).toContain(
      '2 ways tried, 1 not',
    )
    expect(trialText([way], [], '').at(-1)).toContain('all as they must be')
  })
})
