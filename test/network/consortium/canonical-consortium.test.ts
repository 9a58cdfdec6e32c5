import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { canonicalConsortium } from '../../../network/consortium/canonical-consortium.ts'
import type { Consortium } from '../../../network/consortium/consortium.ts'
import { consortiumText } from '../../../network/consortium/consortium-text.ts'
import { consortiumOf, edited, exampleNames, exampleText } from './example.ts'

const permuted = <Item>(items: readonly Item[]) => fc.shuffledSubarray([...items], { minLength: items.length })

function reordered(consortium: Consortium): fc.Arbitrary<Consortium> {
  const nodes = fc.tuple(
    ...consortium.members.map((member) => permuted(member.nodes).map((each) => ({ ...member, nodes: each }))),
  )
  return fc
    .record({ members: nodes.chain(permuted), publicChains: permuted(consortium.checkpoints.publicChains) })
    .map(({ members, publicChains }) => ({
      ...consortium,
      members,
      checkpoints: { ...consortium.checkpoints, publicChains },
    }))
}

describe('the canonical form', () => {
  it.each(exampleNames)('of %s is the same for every order of members, nodes and public chains', (name) => {
    const consortium = consortiumOf(exampleText(name))
    const canonical = JSON.stringify(canonicalConsortium(consortium))
    fc.assert(
      fc.property(reordered(consortium), (other) => {
        const parsed = consortiumOf(consortiumText(other))
        expect(parsed.members.map((member) => member.name)).toEqual(other.members.map((member) => member.name))
        expect(canonicalConsortium(parsed)).toEqual(JSON.parse(canonical))
      }),
      { numRuns: 25 },
    )
  })

  it('differs when the chambers change places, since that is their index on chain', () => {
    const six = canonicalConsortium(consortiumOf(exampleText('six-members')))
    const other = canonicalConsortium(
      consortiumOf(edited('six-members', ['[hospitals, manufacturers,', '[manufacturers, hospitals,'])),
    )
    expect(other).not.toEqual(six)
  })

  it('is its own canonical form', () => {
    const canonical = canonicalConsortium(consortiumOf(exampleText('twenty-five-members')))
    expect(canonicalConsortium(canonical)).toEqual(canonical)
  })
})
