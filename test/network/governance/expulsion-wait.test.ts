import { describe, expect, it } from '@jest/globals'
import { boardAction, membershipAction } from '../../../network/governance/action.ts'
import { expelledBy, expulsionWait, type Owed } from '../../../network/governance/expulsion-wait.ts'

const six = ['a', 'b', 'c', 'd', 'e', 'f']
const without = (...names: string[]) => six.filter((name) => !names.includes(name))
const next = (unheard: readonly string[], lacking: number): Owed => ({ subject: 'the next handover', lacking, unheard })
const wait = (leaving: string, owed: readonly Owed[], to: Owed, active: readonly string[] = six) =>
  expulsionWait([leaving], { owed, next: to, active: new Set(active) })

describe('an expulsion', () => {
  it('waits for nothing where the rest of the signers can still hand over', () => {
    expect(wait('a', [], next(six, 4))).toBeUndefined()
    expect(wait('a', [], next(six, 5))).toBeUndefined()
  })

  it('waits where all have to sign, or as many as are active, with the sums', () => {
    expect(wait('a', [], next(six, 6))?.says).toMatch(/^6 of 6 signers .* 5 active ones would stay/)
    expect(wait('a', [], next(six, 4), without('e', 'f'))?.says).toMatch(/^4 of 6 signers .* 3 active ones would stay/)
  })

  it('waits while the handover before, or a decided checkpoint, lacks signatures that it would take away', () => {
    const handover = { subject: 'the handover to epoch 2', lacking: 1, unheard: ['b', 'e', 'f'] }
    const held = wait('b', [handover], next(without('a'), 4), without('a'))
    expect(held).toMatchObject({ from: ['b', 'e', 'f'] })
    expect(held?.says).toContain('the handover to epoch 2 lacks 1')
    expect(wait('b', [{ ...handover, subject: 'checkpoint 7' }], next(six, 4))?.says).toContain('checkpoint 7')
  })

  it('takes nothing away where the member has signed, or is no signer', () => {
    const handover = { subject: 'the handover to epoch 2', lacking: 1, unheard: ['e', 'f'] }
    expect(wait('b', [handover], next(without('a'), 4), without('a'))).toBeUndefined()
    expect(wait('joined', [handover], next(six, 6), [...six, 'joined'])).toBeUndefined()
  })

  it('does not wait for what those who are active cannot sign any more', () => {
    const handover = { subject: 'the handover to epoch 2', lacking: 2, unheard: ['a', 'b', 'f'] }
    expect(wait('b', [handover], next(without('a'), 3), without('a', 'f'))).toBeUndefined()
    expect(wait('b', [handover], next(without('a'), 3), without('a'))?.says).toContain('quorate execute')
  })

  it('of three at once, while two are away, is held back before too few are left who can sign', () => {
    // Six founders, four of whom sign; the agents of e and f are down. The first goes, and its handover lacks one.
    expect(wait('a', [], next(six, 4))).toBeUndefined()
    const owed = [{ subject: 'the handover to epoch 2', lacking: 4, unheard: without('a') }]
    for (const leaving of ['b', 'c']) expect(wait(leaving, owed, next(without('a'), 4), without('a'))).toBeDefined()
  })

  it('is known by the call that ends a membership, and by no other', () => {
    const actions = [
      membershipAction('expel', 'west'),
      membershipAction('suspend', 'north'),
      boardAction('setThreshold', 3),
    ]
    expect(expelledBy(actions)).toEqual(['west'])
  })
})
