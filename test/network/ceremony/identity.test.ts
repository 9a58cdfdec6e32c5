import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { cardHash, cardStruct } from '../../../network/ceremony/card.ts'
import type { Founding } from '../../../network/ceremony/founding.ts'
import { foundingId, networkId, specDigest } from '../../../network/ceremony/identity.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { cardFilesOf } from '../../fixtures/founders.ts'
import { genesisChain } from '../../fixtures/genesis-chain.ts'

const sha256 = (...parts: readonly (string | Buffer)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return `0x${hash.digest('hex')}`
}

/** RFC 8785 for what a description holds: objects sorted by key, integers, plain text. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, inside]) => `${JSON.stringify(key)}:${sorted(inside)}`).join(',')}}`
}

/** six-members with its lists in canonical order, put so by hand rather than by the code under test. */
const six = example('six-members')
const byHand = {
  ...six,
  members: [
    'devices-alpha',
    'devices-beta',
    'hospital-north',
    'hospital-south',
    'hospital-west',
    'regulator-health',
  ].map((name) => six.members.find((member) => member.name === name)),
  checkpoints: {
    ...six.checkpoints,
    publicChains: [
      { name: 'base', chainId: 8453 },
      { name: 'arbitrum-one', chainId: 42_161 },
    ],
  },
}

describe('computed again with another library', () => {
  it('the digest of a description', () => {
    expect(specDigest(six)).toBe(sha256('quorate/spec/1', sorted(byHand)))
  })

  it('the founding id, from the hashes in the order of their bytes', () => {
    const hashes = cardFilesOf(six).map(({ card }) => cardHash(card))
    const bytes = hashes.map((hash) => Buffer.from(hash.slice(2), 'hex')).sort(Buffer.compare)
    expect(foundingId(six, hashes)).toBe(sha256('quorate/founding/1', sorted(byHand), ...bytes))
  })

  it.each([1, 620_620, 2 ** 32, Number.MAX_SAFE_INTEGER])('the network id on chain %i', (chainId) => {
    const number = Buffer.alloc(8)
    number.writeBigUInt64BE(BigInt(chainId))
    const genesis = Buffer.alloc(32, 7)
    expect(networkId(chainId, `0x${genesis.toString('hex')}`)).toBe(sha256('quorate/network/1', number, genesis))
  })
})

describe('the hash of a card', () => {
  let founding: Founding
  beforeAll(async () => {
    founding = await founded(six)
  }, 60_000)

  it('is the digest that the contract computes in block 0', async () => {
    const chain = await genesisChain(founding, { block: 0, seconds: 0 })
    for (const card of founding.cards) {
      expect((await chain.view('MemberRegistry', 'cardDigest', cardStruct(card)))[0]).toBe(cardHash(card))
    }
  })

  it('bound to the founding id, as a joiner’s card is, is the digest that the contract computes later', async () => {
    const chain = await genesisChain(founding)
    for (const founder of founding.cards) {
      const card = { ...founder, consortium: founding.foundingId }
      expect((await chain.view('MemberRegistry', 'cardDigest', cardStruct(card)))[0]).toBe(cardHash(card))
    }
  })

  it('does not depend on the proofs, nor two cards on each other', () => {
    const hashes = founding.cards.map(cardHash)
    expect(new Set(hashes).size).toBe(hashes.length)
    const [card] = founding.cards
    if (card === undefined) throw new Error('no card')
    expect(cardHash({ ...card, proofs: { ...card.proofs, officer: card.proofs.agent } } as typeof card)).toBe(hashes[0])
  })
})
