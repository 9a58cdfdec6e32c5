import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { type QbftHeader, readHeader } from '../../../network/checkpoint/header.ts'
import { recoverAddress } from '../../../network/checkpoint/recover.ts'
import { headerFault, sealFault, soundSeals } from '../../../network/checkpoint/seals.ts'
import { followVote, type VotingState } from '../../../network/checkpoint/validator-votes.ts'
import { type Hex, fromHex } from '../../../network/hex.ts'

interface Recorded {
  readonly number: number
  readonly hash: Hex
  readonly rawHeader: Hex
  readonly validatorsAfter: readonly Hex[]
}

interface Recording {
  readonly genesis: { readonly config: { readonly qbft: { readonly epochlength: number } } }
  readonly blocks: readonly Recorded[]
}

const recordings = ['qbft-network', 'qbft-osaka'].map((name): [string, Recording] => [
  name,
  JSON.parse(readFileSync(new URL(`../../vectors/besu/${name}.json`, import.meta.url), 'utf8')),
])

function headerOf(block: Recorded | undefined): QbftHeader {
  const header = readHeader(block?.rawHeader ?? '')
  if (header === undefined) throw new Error('the recording holds something else')
  return header
}

/** The set of every height, followed from the votes of the blocks before it: never read from the block itself. */
function sets({ genesis, blocks }: Recording): readonly (readonly Hex[])[] {
  const [first] = blocks
  let state: VotingState = { validators: [...headerOf(first).validators].sort(), votes: new Map() }
  return blocks.map((block) => {
    const { validators } = state
    state = followVote(state, headerOf(block), genesis.config.qbft.epochlength)
    return validators
  })
}

/** Every block after the first, with the set that has to seal it. */
const sealedBlocks = recordings.flatMap(([, recording]) => {
  const set = sets(recording)
  return recording.blocks.map((block, i) => ({ header: headerOf(block), set: set[i] ?? [], block })).slice(1)
})

describe('seals of real Besu blocks', () => {
  it('are accepted for every block of both recordings, with sets of 4, 5 and 6 and rounds 0 and 1', () => {
    const faults = sealedBlocks.filter(({ header, set }) => headerFault(header, set) !== undefined)
    expect(faults.map(({ block }) => block.number)).toEqual([])
    expect(new Set(sealedBlocks.map(({ header }) => header.round)).size).toBeGreaterThan(1)
    expect([...new Set(sealedBlocks.map(({ set }) => set.length))].sort()).toEqual([4, 5, 6])
  })

  it('sign the block hash itself at round 0, so that no header is needed', () => {
    const round0 = sealedBlocks.filter(({ header }) => header.round === 0)
    expect(round0.length).toBeGreaterThan(100)
    for (const { header, set, block } of round0)
      expect(sealFault(fromHex(block.hash), header.seals, set)).toBeUndefined()
  })

  it('are found among lists that somebody made up for the same block, in whatever order', () => {
    const round0 = sealedBlocks.filter(({ header }) => header.round === 0)
    for (const [i, { header, set, block }] of round0.entries()) {
      const hash = fromHex(block.hash)
      const junk = header.seals.map((seal) => seal.map((byte, at) => (at === 40 ? byte ^ 1 : byte)))
      const short = header.seals.slice(0, 1)
      const others = round0[(i + 1) % round0.length]?.header.seals ?? []
      for (const lists of [
        [junk, short, header.seals],
        [header.seals, junk, others],
        [[], others, header.seals],
      ])
        expect(soundSeals(hash, lists, set)).toEqual(header.seals)
      expect(soundSeals(hash, [junk, short, [], others], set)).toBeUndefined()
    }
  })

  it('do not sign the block hash at another round', () => {
    const later = sealedBlocks.filter(({ header }) => header.round > 0)
    expect(later.length).toBeGreaterThan(0)
    for (const { header, set, block } of later)
      expect(sealFault(fromHex(block.hash), header.seals, set)).toBe('stranger')
  })

  it('are refused one too few, twice, by a stranger, over a changed header, or against the set of another height', () => {
    for (const { header, set } of sealedBlocks) {
      const quorum = Math.ceil((2 * set.length) / 3)
      const [first = new Uint8Array()] = header.seals
      expect(sealFault(header.sealed, header.seals.slice(0, quorum - 1), set)).toBe('too-few-seals')
      expect(sealFault(header.sealed, [...header.seals.slice(0, -1), first], set)).toBe('duplicate-seal')
      expect(
        sealFault(
          header.sealed.map((byte, i) => (i === 0 ? byte ^ 1 : byte)),
          header.seals,
          set,
        ),
      ).toBe('stranger')
      expect(headerFault(header, set.slice(1))).toBe('other-validators')
      expect(headerFault({ ...header, validators: [...set.slice(1), `0x${'11'.repeat(20)}`] }, set)).toBe(
        'other-validators',
      )
      const mine = recoverAddress(header.sealed, first)
      const without = set.filter((address) => address !== mine)
      expect(sealFault(header.sealed, header.seals, without)).toBe('stranger')
    }
  })

  it('are refused with any byte of the header changed', () => {
    const { block, set } = sealedBlocks[3] ?? { block: undefined, set: [] }
    const raw = fromHex(block?.rawHeader ?? '0x')
    let refused = 0
    for (let i = 0; i < raw.length; i += 1) {
      const changed = raw.map((byte, at) => (at === i ? byte ^ 0x40 : byte))
      const header = readHeader(`0x${Buffer.from(changed).toString('hex')}`)
      if (header === undefined || headerFault(header, set) !== undefined) refused += 1
    }
    expect(refused).toBe(raw.length)
  })
})

describe('the validator set', () => {
  it.each(recordings)('follows from the votes in the headers of %s', (_, recording) => {
    const recorded = recording.blocks.map(({ validatorsAfter }) => [...validatorsAfter].sort())
    expect(sets(recording)).toEqual(recorded)
  })

  it('was changed twice in the first recording, so that there was something to follow', () => {
    const [, recording] = recordings[0] ?? []
    const sizes = sets(recording as Recording).map(({ length }) => length)
    expect(sizes.filter((size, i) => i > 0 && size !== sizes[i - 1])).toEqual([5, 4])
  })
})
