import { beforeAll, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cardHash } from '../../../network/ceremony/card.ts'
import { checkIdentity } from '../../../network/ceremony/check-lock.ts'
import { found } from '../../../network/ceremony/found.ts'
import { type Founding, foundingSchema } from '../../../network/ceremony/founding.ts'
import { foundingId, specDigest } from '../../../network/ceremony/identity.ts'
import type { Consortium } from '../../../network/consortium/consortium.ts'
import { parseDocument } from '../../../network/document.ts'
import { consortiumOf, example, founded } from '../../fixtures/consortia.ts'
import { cardFilesOf } from '../../fixtures/founders.ts'

const four = example('four-members')
const six = example('six-members')

/** One order of a consortium's members, of their nodes, and of its public chains. */
function shuffled(consortium: Consortium): fc.Arbitrary<Consortium> {
  const order = <Item>(list: readonly Item[]) => fc.shuffledSubarray([...list], { minLength: list.length })
  const members = fc.tuple(
    ...consortium.members.map((member) => order(member.nodes).map((nodes) => ({ ...member, nodes }))),
  )
  return fc
    .record({ members: members.chain(order), chains: order(consortium.checkpoints.publicChains) })
    .map(({ members, chains }) => ({
      ...consortium,
      members,
      checkpoints: { ...consortium.checkpoints, publicChains: chains },
    }))
}

describe('a founding', () => {
  let bytes: string
  beforeAll(async () => {
    bytes = JSON.stringify(await founded(four))
  })

  it('is the same, byte for byte, for any order of the cards and of the description’s lists', async () => {
    const files = cardFilesOf(four)
    const cards = fc.shuffledSubarray(files, { minLength: files.length })
    await fc.assert(
      fc.asyncProperty(shuffled(four), cards, async (consortium, order) => {
        const result = await found(consortium, order, false)
        expect(result.ok && JSON.stringify(result.founding) === bytes).toBe(true)
      }),
      { numRuns: 6 },
    )
  }, 60_000)

  it('has one id for any order', () => {
    const hashes = cardFilesOf(six).map(({ card }) => cardHash(card))
    const id = foundingId(six, hashes)
    fc.assert(
      fc.property(shuffled(six), fc.shuffledSubarray(hashes, { minLength: hashes.length }), (consortium, order) => {
        expect(foundingId(consortium, order)).toBe(id)
        expect(specDigest(consortium)).toBe(specDigest(six))
      }),
      { numRuns: 100 },
    )
  })

  it('survives being written and read, and then nothing is wrong with it', async () => {
    const read = parseDocument(foundingSchema, bytes, 'founding.json')
    expect(read).toMatchObject({ ok: true })
    if (read.ok) {
      expect(JSON.stringify(read.value) === bytes).toBe(true)
      expect(await checkIdentity(read.value, 'founding.json')).toEqual([])
    }
  })

  it('of a rehearsal is another network than the real one', async () => {
    const real: Founding = JSON.parse(bytes)
    const rehearsal = await founded(four, true)
    expect(rehearsal.foundingId).not.toBe(real.foundingId)
    expect(rehearsal.networkId).not.toBe(real.networkId)
  })

  it.each(['six-members', 'twenty-five-members'] as const)(
    'of %s succeeds, and nothing is wrong with it',
    async (name) => {
      expect(await checkIdentity(await founded(example(name)), 'founding.json')).toEqual([])
    },
    60_000,
  )

  it('of twenty members in three chambers has twenty validators', async () => {
    const founding = await founded(consortiumOf(20))
    expect(await checkIdentity(founding, 'founding.json')).toEqual([])
    // vanity, list of 20 × 21 bytes, no vote, round 0, no seals
    expect(founding.genesis.extraData).toMatch(/^0xf901cba0(00){32}f901a4(94[0-9a-f]{40}){20}c080c0$/)
  }, 60_000)
})

describe('found refuses', () => {
  it('a description that breaks a rule, though all signed it: nothing reaches the contracts', async () => {
    const captured = { ...four, members: four.members.slice(0, 3) }
    const result = await found(captured, cardFilesOf(captured), false)
    expect(result.ok ? [] : result.problems.map(({ code }) => code)).toContain('VALIDATORS_TOO_FEW')
  })

  it('every problem of description and cards at once', async () => {
    const weak = { ...four, checkpoints: { ...four.checkpoints, threshold: 1 } }
    const result = await found(weak, cardFilesOf(four).slice(1), false)
    const codes = result.ok ? [] : result.problems.map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['THRESHOLD_TOO_LOW', 'CARD_FOREIGN', 'CARD_MISSING']))
  })
})
