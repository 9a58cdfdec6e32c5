import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { Interface } from 'ethers'
import { CheckpointAnchor } from '../../../contracts/generated/CheckpointAnchor.ts'
import { batchOf, paddingFor } from '../../../network/checkpoint/batch.ts'
import { checkpointFields } from '../../../network/checkpoint/checkpoint.ts'
import { type EvidenceFile, evidenceText } from '../../../network/checkpoint/evidence.ts'
import { type Fact, factLeaf } from '../../../network/checkpoint/leaves.ts'
import { WINDOW_LEAVES, windowLeaves } from '../../../network/checkpoint/window.ts'
import { fromHex, type Hex, toHex } from '../../../network/hex.ts'
import { commitment } from '../../../network/privacy/commitment.ts'
import { type Choice, evidenceOf, worldOf } from '../../fixtures/evidence.ts'
import { seeded, seededHash, seededKey, seededSalt } from '../../fixtures/evidence-keys.ts'
import { embedded, fileFrom, five, six } from './worlds.ts'

const networkId = seededHash('network')
const schema = 'patient/1'
const organisation = seededKey('an organisation').address
const committed = (salt: Uint8Array, value: unknown) => commitment(salt, { networkId, schema }, value)

/** Every day of 20 years: what the date of birth of a patient can be whose age is about known. */
const days = Array.from({ length: 7305 }, (_, i) => new Date(Date.UTC(1950, 0, 1 + i)).toISOString().slice(0, 10))

/** Names of all fields, at any depth. */
function fieldsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(fieldsIn)
  return Array.isArray(value) ? inner : [...Object.keys(value), ...inner]
}

describe('privacy rule 2: no leaf is a hash of an identifier without a secret salt', () => {
  it('leaves of the evidence log are made of addresses, numbers and hashes alone, all of fixed width', () => {
    const widths = new Map<string, Set<number>>()
    for (const world of [five, six, embedded]) {
      for (const fact of world.logs.facts.values()) {
        const seen = widths.get(fact.kind) ?? new Set()
        widths.set(fact.kind, seen.add(factLeaf(world.networkId, fact).length))
      }
    }
    const label = (kind: string) => `quorate/${kind}/1`.length + 32
    expect([...widths].map(([kind, seen]) => [kind, [...seen].map((width) => width - label(kind))])).toEqual([
      ['signer', [40]],
      ['governance', [32]],
      ['missed', [8]],
      ['validator', [21]],
      ['batch', [52]],
    ])
  })

  it('leaves of a batch are commitments under salts, or random', () => {
    const world = worldOf({ name: 'identifiers', members: 3, threshold: 2, validators: 0, records: 20 })
    const unsalted = [0, 1, 2].flatMap((record) => {
      const { value } = world.opening(record)
      const texts = [JSON.stringify(value), `${record}`, `${world.networkId}${record}`]
      return texts.flatMap((text) =>
        ['sha256', 'sha3-256'].map((name) => `0x${createHash(name).update(text).digest('hex')}`),
      )
    })
    expect(world.batch.leaves.filter((leaf) => unsalted.includes(leaf))).toEqual([])
  })
})

describe('privacy rule 3: a commitment is HMAC-SHA-256 under exactly 64 random bytes', () => {
  it('as another implementation computes it', () => {
    const [salt, value] = [seededSalt('salt'), { name: 'Ä', born: '1960-01-02' }]
    const message = Buffer.concat([
      Buffer.from('quorate/commit/1'),
      fromHex(networkId),
      Buffer.from([0, 0, 0, schema.length]),
      Buffer.from(`${schema}{"born":"1960-01-02","name":"Ä"}`),
    ])
    expect(committed(salt, value)).toBe(`0x${createHmac('sha256', salt).update(message).digest('hex')}`)
  })

  it('and refuses 63 and 65 bytes, of which HMAC would make keys that collide', () => {
    const short = seededSalt('salt').fill(0, 63)
    expect(createHmac('sha256', short).digest()).toEqual(createHmac('sha256', short.subarray(0, 63)).digest())
    for (const length of [0, 32, 63, 65, 128]) expect(() => committed(new Uint8Array(length), 1)).toThrow(RangeError)
  })
})

describe('privacy rule 4: equal values give unequal commitments', () => {
  it('since every record has a salt of its own', () => {
    const all = Array.from({ length: 1000 }, (_, i) => committed(seededSalt(`${i}`), { born: '1960-01-02' }))
    expect(new Set(all).size).toBe(1000)
  })

  it('and a value is not committed to alike on two networks or under two schemas', () => {
    const salt = seededSalt('salt')
    const other = commitment(salt, { networkId: seededHash('other'), schema }, 1)
    expect(new Set([committed(salt, 1), other, commitment(salt, { networkId, schema: 'patient/2' }, 1)]).size).toBe(3)
  })
})

describe('privacy rule 5: brute force over every date of birth', () => {
  const salt = seededSalt('secret')
  const target = committed(salt, '1960-01-02')

  it('finds exactly one with the salt', () => {
    expect(days.filter((day) => committed(salt, day) === target)).toEqual(['1960-01-02'])
  })

  it('finds none with anything that stands in public evidence instead', () => {
    const { checkpoint, record } = evidenceOf(six)
    const known = [networkId, checkpoint.blockHash, record?.commitment ?? '0x', target]
    const guesses = [new Uint8Array(64), ...known.map((hex) => Uint8Array.from([...fromHex(hex), ...fromHex(hex)]))]
    const found = guesses.flatMap((guess) => days.filter((day) => committed(guess, day) === target))
    expect(found).toEqual([])
  })
})

describe('privacy rule 6: public evidence never holds what tells of the traffic', () => {
  const allowed = [
    ...[
      'format',
      'checkpoint',
      'signatures',
      'signers',
      'threshold',
      'set',
      'handovers',
      'headSequence',
      'seals',
      'validators',
    ],
    ...['fact', 'leaf', 'kind', 'organisation', 'proposal', 'node', 'active', 'window', 'root', 'index', 'path'],
    ...['record', 'commitment', 'opening', 'later', 'historyPath', 'evidencePath'],
    ...['anchors', 'chainId', 'contract', 'transaction', 'blockNumber', ...checkpointFields],
  ]

  it('no header, bloom, gas, transactions or receipts, no value and no salt', () => {
    const choices: Choice[] = [
      {},
      { sequence: 5, later: 16 },
      { fact: 'governance' },
      { fact: 'signer' },
      { fact: 'validator' },
    ]
    const files = [five, six, embedded].flatMap((world) => choices.map((choice) => fileFrom(world, choice)))
    expect(files.flatMap(fieldsIn).filter((name) => !allowed.includes(name))).toEqual([])
    expect(files.filter(({ opening }) => opening !== null)).toEqual([])
  })

  it('nor has it room for them: of all that is free in length, paths, seals and signatures follow from public counts', () => {
    const lengths = [0, 1, 500, 999].map(
      (record) =>
        evidenceText(evidenceOf(six, { record })).length - `${fileFrom(six, { record }).record?.index}`.length,
    )
    expect(new Set(lengths).size).toBe(1)
  })
})

describe('privacy rule 7: 0 events and 10,000 events look alike', () => {
  const facts = (count: number) =>
    Array.from(
      { length: count },
      (_, i): Fact => ({ kind: 'batch', organisation: organisation, root: seededHash(`${i}`) }),
    )
  const leaves = (count: number) => windowLeaves(networkId, facts(count), seededHash('state')).length

  it('a window appends as many leaves to the log for 0 facts as for 64, then a power of two times as many', () => {
    expect([0, 1, 63, 64].map(leaves)).toEqual(Array(4).fill(WINDOW_LEAVES))
    expect([65, 128, 10_000].map((count) => Math.log2(leaves(count) / WINDOW_LEAVES))).toEqual([1, 1, 8])
  })

  it('a batch of 10,000 records is one fact, as a batch of one', () => {
    expect(factLeaf(networkId, { kind: 'batch', organisation: organisation, root: rootOfBatch(1) })).toHaveLength(
      factLeaf(networkId, { kind: 'batch', organisation: organisation, root: rootOfBatch(10_000) }).length,
    )
  })

  it('the public transaction has one length, whatever the counts in it', () => {
    const abi = new Interface(CheckpointAnchor.abi)
    const { checkpoint, signers } = evidenceOf(six)
    const signatures = Array(4).fill({ r: networkId, vs: networkId })
    const lengths = [0, 64, 16_384, 2 ** 40].map(
      (evidenceSize) =>
        abi.encodeFunctionData('submit', [{ ...checkpoint, evidenceSize }, signatures, signers.set]).length,
    )
    expect(new Set(lengths).size).toBe(1)
  })
})

describe('privacy rule 8: a batch does not tell how many records it has', () => {
  it('3 and 16 records give trees and evidence of one size', () => {
    const sizes = [3, 16].map((records) => {
      const world = worldOf({ name: `batch of ${records}`, members: 3, threshold: 2, validators: 0, records })
      const file: EvidenceFile = { ...fileFrom(world, { record: 1 }) }
      return [world.batch.leaves.length, file.record?.path.length]
    })
    expect(sizes[0]).toEqual(sizes[1])
  })

  it('and their places among the padding tell nothing: the first records do not stand first', () => {
    const { batch, commitments } = six
    const places = commitments.map((one) => batch.leaves.indexOf(one))
    expect(places.slice(0, 24)).not.toEqual([...places.slice(0, 24)].sort((a, b) => a - b))
    // All 24 paddings at the end, as an unsorted tree has them, is one order of about 10^42.
    const padding = batch.leaves.flatMap((leaf, place) => (commitments.includes(leaf) ? [] : [place]))
    expect(padding).toHaveLength(24)
    expect(Math.min(...padding)).toBeLessThan(1000)
  })
})

function rootOfBatch(records: number): Hex {
  const commitments = Array.from({ length: records }, (_, i) => toHex(seeded(`record ${i}`)))
  return batchOf(
    commitments,
    Array.from({ length: paddingFor(records) }, (_, i) => seeded(`filling ${i}`)),
  ).root
}
