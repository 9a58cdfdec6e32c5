import { describe, expect, it } from '@jest/globals'
import { consortiumProblems } from '../../../network/consortium/consortium-problems.ts'
import { consortiumOf, exampleNames, exampleText } from './example.ts'

const six = consortiumOf(exampleText('six-members'))
const codes = (value: unknown) => consortiumProblems(value, 'founding.json').map(({ code, path }) => `${code} ${path}`)

describe('a consortium inside another document', () => {
  it.each(exampleNames)('is good when a file said so: %s', (name) => {
    expect(codes(JSON.parse(exampleText(name) === '' ? '' : JSON.stringify(consortiumOf(exampleText(name)))))).toEqual(
      [],
    )
  })

  it('is held to the rules of a file, whoever made it', () => {
    expect(codes({ ...six, chainId: 1 })).toEqual(['CHAIN_ID_TAKEN chainId'])
    expect(codes({ ...six, members: six.members.slice(0, 3) })).toEqual(
      expect.arrayContaining([
        'VALIDATORS_TOO_FEW members',
        'CHAMBER_EMPTY chambers[1]',
        'THRESHOLD_TOO_HIGH checkpoints.threshold',
      ]),
    )
    const weak = { ...six.decisions.upgrade, chambersNeeded: 1 }
    expect(codes({ ...six, decisions: { ...six.decisions, upgrade: weak } })).toEqual([
      'UPGRADE_WEAKER decisions.upgrade',
    ])
  })

  it('has a rule for each chamber, no more and no fewer', () => {
    const [first] = six.decisions.nodes.chambers
    const nodes = (chambers: unknown[]) => ({
      ...six,
      decisions: { ...six.decisions, nodes: { ...six.decisions.nodes, chambers } },
    })
    expect(codes(nodes([first, first, first, first]))).toEqual(['CHAMBER_UNKNOWN decisions.nodes.chambers'])
    expect(codes(nodes([first]))).toEqual(['CHAMBER_WITHOUT_RULE chambers[1]', 'CHAMBER_WITHOUT_RULE chambers[2]'])
  })

  it('is closed, complete and of the right kinds', () => {
    expect(codes({ ...six, extra: 1 })).toEqual(['FIELD_UNKNOWN extra'])
    expect(codes({ ...six, chainId: '620620' })).toEqual(['FIELD_INVALID chainId'])
    expect(codes({ ...six, decisions: { ...six.decisions, upgrade: undefined } })).toEqual([
      'FIELD_MISSING decisions.upgrade',
    ])
    expect(codes(null)).toHaveLength(1)
    expect(codes('text')).toHaveLength(1)
  })

  it('names the member in whose entry a problem stands', () => {
    const members = six.members.map((member, index) => (index === 2 ? { ...member, nodes: [] } : member))
    expect(consortiumProblems({ ...six, members }, 'f')).toEqual([
      expect.objectContaining({ code: 'FIELD_INVALID', path: 'members[2].nodes', whose: 'hospital-west' }),
    ])
  })
})
