import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { activeElsewhere, blocksNeeded, type MadeBlock } from '../../../network/checkpoint/active-elsewhere.ts'
import { readHeader } from '../../../network/checkpoint/header.ts'
import { recoverAddress } from '../../../network/checkpoint/recover.ts'
import type { Hex } from '../../../network/hex.ts'

const addressOf = (n: number): Hex => `0x${n.toString(16).padStart(40, '0')}`
const SET = [1, 2, 3, 4].map(addressOf)
const [OWN = '0x', ...OTHERS] = SET
const NOW = 1_795_000_000
const clock = { now: NOW, blockPeriodSeconds: 2 }

/** A chain that the others make without us, one block every two seconds up to now. */
function without(length: number): MadeBlock[] {
  return Array.from({ length }, (_, i) => ({
    number: 1000 + i,
    time: NOW - 2 * (length - 1 - i),
    proposer: OTHERS[i % OTHERS.length] ?? '0x',
    sealers: OTHERS,
    validators: SET,
  }))
}

const silent = without(blocksNeeded(4))

describe('whether a validator is active elsewhere', () => {
  it('is denied only after enough blocks in a row up to a fresh head', () => {
    expect(activeElsewhere([OWN], silent, clock)).toEqual({ kind: 'silent', upTo: 1063, blocks: 64 })
    expect(activeElsewhere([OWN], silent.slice(1), clock)).toEqual({ kind: 'unclear', why: 'too few blocks' })
    expect(activeElsewhere([OWN], [], clock)).toEqual({ kind: 'unclear', why: 'too few blocks' })
    const more = without(66)
    expect(activeElsewhere([OWN], more.toSpliced(30, 1), clock)).toEqual({ kind: 'unclear', why: 'blocks are missing' })
    const repeated = [...more.slice(0, 30), ...more.slice(29)]
    expect(activeElsewhere([OWN], repeated, clock)).toEqual({ kind: 'unclear', why: 'blocks are missing' })
    const later = { ...clock, now: NOW + 61 }
    expect(activeElsewhere([OWN], silent, later)).toEqual({ kind: 'unclear', why: 'the newest block is not of now' })
    expect(activeElsewhere([OWN], silent, { ...later, now: NOW + 60 }).kind).toBe('silent')
    expect(activeElsewhere([OWN], silent, { ...later, now: NOW - 61 }).kind).toBe('unclear')
  })

  it('is said by one seal, or by one proposal, of any of its keys, in whatever block', () => {
    for (const place of [0, 31, 63]) {
      const sealed = silent.map((block, i) => (i === place ? { ...block, sealers: [...OTHERS, OWN] } : block))
      const proposed = silent.map((block, i) => (i === place ? { ...block, proposer: OWN } : block))
      for (const blocks of [sealed, proposed])
        expect(activeElsewhere([addressOf(9), OWN], blocks, clock)).toEqual({
          kind: 'active',
          key: OWN,
          block: 1000 + place,
        })
    }
    // Even where nothing else could be said of these blocks.
    const [first] = silent
    expect(activeElsewhere([OWN], first === undefined ? [] : [{ ...first, proposer: OWN }], clock).kind).toBe('active')
  })

  it('is not denied of a key that validated nothing: a candidate’s, or one voted in a moment ago', () => {
    const why = 'a key validates nothing now, or not for long: no block can show it'
    expect(activeElsewhere([OWN, addressOf(9)], silent, clock)).toEqual({ kind: 'unclear', why })
    const votedIn = silent.map((block, i) => (i < 60 ? { ...block, validators: OTHERS } : block))
    expect(activeElsewhere([OWN], votedIn, clock)).toEqual({ kind: 'unclear', why })
    expect(
      activeElsewhere(
        [OWN],
        silent.map((block) => ({ ...block, validators: OTHERS })),
        clock,
      ).kind,
    ).toBe('unclear')
    // Of an observer's home there is no such key.
    expect(activeElsewhere([], silent, clock).kind).toBe('silent')
  })

  it('is not denied by blocks whose seals cannot be read, and takes more blocks for more validators', () => {
    const unread = without(100).map((block, i) => (i % 2 === 0 ? block : { ...block, sealers: undefined }))
    expect(activeElsewhere([OWN], unread, clock)).toEqual({ kind: 'unclear', why: 'too few blocks' })
    const many = Array.from({ length: 25 }, (_, i) => addressOf(i + 1))
    const blocks = without(99).map((block) => ({ ...block, validators: many }))
    expect(activeElsewhere([OWN], blocks, clock)).toEqual({ kind: 'unclear', why: 'too few blocks' })
    expect(blocksNeeded(25)).toBe(100)
  })

  it('is said by the blocks of a real Besu of every validator that made them', () => {
    const recording = JSON.parse(readFileSync(new URL('../../vectors/besu/qbft-network.json', import.meta.url), 'utf8'))
    const headers = (recording.blocks as { rawHeader: string }[]).flatMap(
      ({ rawHeader }) => readHeader(rawHeader) ?? [],
    )
    const made = headers.slice(1).map(({ number, time, proposer, validators, sealed, seals }) => ({
      number,
      time,
      proposer,
      validators,
      sealers: seals.flatMap((seal) => recoverAddress(sealed, seal) ?? []),
    }))
    expect(made.length).toBeGreaterThan(64)
    const then = { ...clock, now: made.at(-1)?.time ?? 0 }
    for (const validator of made.at(-1)?.validators ?? [])
      expect(activeElsewhere([validator], made, then).kind).toBe('active')
    expect(activeElsewhere([addressOf(9)], made, then).kind).toBe('unclear')
  })
})
