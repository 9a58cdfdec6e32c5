import { describe, expect, it } from '@jest/globals'
import type { Consortium } from '../../../network/consortium/consortium.ts'
import { lostForGood } from '../../../network/consortium/lost-keys.ts'
import { example } from '../../fixtures/consortia.ts'

const four = example('four-members')
const HALF = { quorumBasisPoints: 5000, majorityBasisPoints: 5000, veto: false }

/** The four members' description under another rule of keys. */
function under(keys: Partial<Consortium['decisions']['keys']>, members = four.members): Consortium {
  return { ...four, members, decisions: { ...four.decisions, keys: { ...four.decisions.keys, ...keys } } }
}

describe('chambers in which a lost key is lost for good', () => {
  it.each(['four-members', 'twenty-five-members'] as const)('none in %s', (name) => {
    expect(lostForGood(example(name))).toEqual([])
  })

  it('one whose quorum is everybody', () => {
    const chambers = [{ ...HALF, quorumBasisPoints: 5001 }, HALF]
    expect(lostForGood(under({ chambers }))).toEqual(['hospitals'])
  })

  it('none at exactly what the others are', () => {
    const three = [...four.members, { name: 'hospital-east', chamber: 'hospitals', nodes: [] }]
    const at = (quorumBasisPoints: number) => under({ chambers: [{ ...HALF, quorumBasisPoints }, HALF] }, three)
    expect(lostForGood(at(6666))).toEqual([])
    expect(lostForGood(at(6667))).toEqual(['hospitals'])
  })

  it('one of one member, where every chamber is needed, but not where the others are enough', () => {
    const three = four.members.slice(0, 3)
    expect(lostForGood(under({ chambersNeeded: 2 }, three))).toEqual(['manufacturers'])
    expect(lostForGood(under({ chambersNeeded: 1 }, three))).toEqual([])
  })
})
