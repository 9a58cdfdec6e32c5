import { describe, expect, it } from '@jest/globals'
import { addNodesAction, replaceKeysAction } from '../../../network/governance/action.ts'
import { ownChamberOf } from '../../../network/governance/own-chamber.ts'
import { example } from '../../fixtures/consortia.ts'
import { cardFilesOf } from '../../fixtures/founders.ts'

const six = example('six-members')
const cards = cardFilesOf(six).map(({ card }) => card)
const members = six.members.map(({ name, chamber }) => ({ name, chamber, status: 'active', nodes: [] }))
const cardOf = (member: string) => {
  const card = cards.find((one) => one.member === member)
  if (card === undefined) throw new RangeError(member)
  return card
}
const names = (chamber: string) => members.filter((one) => one.chamber === chamber).map(({ name }) => name)

describe('the chamber that a proposal cannot pass without', () => {
  const [north = '', ...others] = names('hospitals')

  it('is that of the member whose keys it replaces', () => {
    expect(others.length).toBeGreaterThan(0)
    expect(ownChamberOf([replaceKeysAction(cardOf(north))], members)).toBe('hospitals')
  })

  it('is none where nobody else is in it any more; who is suspended is', () => {
    const as = (status: string) => members.map((one) => (others.includes(one.name) ? { ...one, status } : one))
    expect(ownChamberOf([replaceKeysAction(cardOf(north))], as('suspended'))).toBe('hospitals')
    expect(ownChamberOf([replaceKeysAction(cardOf(north))], as('expelled'))).toBeUndefined()
  })

  it('is none of what replaces no keys, nor of no action', () => {
    expect(ownChamberOf([addNodesAction(cardOf(north))], members)).toBeUndefined()
    expect(ownChamberOf([], members)).toBeUndefined()
  })
})
