import { describe, expect, it } from '@jest/globals'
import { admitAction, membershipAction } from '../../../network/governance/action.ts'
import { unproposed } from '../../../provisioner/status/joining.ts'
import { example } from '../../fixtures/consortia.ts'
import { cardFilesOf } from '../../fixtures/founders.ts'

const EAST = 'hospital-north'
const card = cardFilesOf(example('four-members'))
  .map((file) => file.card)
  .find(({ member }) => member === EAST)
if (card === undefined) throw new RangeError(EAST)
const proposal = (state: string, action = admitAction(card)) => ({ state, actions: [action] }) as never
const stages = (known: object) =>
  unproposed(EAST, { members: [], proposals: [], ...known }).map(({ subject, stage }) => [subject, stage])

describe('a home that is no member’s yet', () => {
  it('waits for a proposal, also where those about it have ended or are about others', () => {
    const waits = [[EAST, 'proposing']]
    expect(stages({})).toEqual(waits)
    expect(stages({ proposals: [proposal('defeated'), proposal('expired'), proposal('cancelled')] })).toEqual(waits)
    expect(stages({ proposals: [proposal('active', membershipAction('expel', 'hospital-south'))] })).toEqual(waits)
  })

  it('waits for none while one is under way, nor once it is a member', () => {
    for (const state of ['pending', 'active', 'succeeded', 'queued'])
      expect(stages({ proposals: [proposal(state)] })).toEqual([])
    expect(stages({ members: [{ name: EAST, nodes: [] }] })).toEqual([])
  })
})
