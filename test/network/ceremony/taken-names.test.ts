import { describe, expect, it } from '@jest/globals'
import { takenNames } from '../../../network/ceremony/taken-names.ts'
import { example } from '../../fixtures/consortia.ts'
import { cardFilesOf } from '../../fixtures/founders.ts'

const card = cardFilesOf(example('six-members')).find((one) => one.card.member === 'hospital-north')?.card
if (card === undefined) throw new Error('no card')
const taken = (name: string, nodes: readonly string[]) =>
  takenNames(card, [{ name, nodes: nodes.map((one) => ({ name: one })) }], 'north.json')

describe('a card whose node is called as another member’s is', () => {
  it('is told so, with the place and the owner', () => {
    expect(taken('west', ['west-1', 'hospital-north-2'])).toEqual([
      expect.objectContaining({ code: 'NODE_NAME_TAKEN', path: 'nodes[1].name', whose: 'hospital-north' }),
    ])
    expect(taken('west', ['hospital-north-2'])[0]?.found).toContain('west')
  })

  it('is no matter of the member’s own names, which the contracts keep apart', () => {
    expect(taken('hospital-north', ['hospital-north-1'])).toEqual([])
    expect(taken('west', ['west-1'])).toEqual([])
  })
})
