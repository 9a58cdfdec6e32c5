import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { qbftBlockHash } from '../../../network/genesis/block-hash.ts'
import { genesisExtraData } from '../../../network/genesis/extra-data.ts'
import { genesisBlock } from '../../../network/genesis/genesis-block.ts'

const vector = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../vectors/besu/${name}.json`, import.meta.url), 'utf8'))

describe('what a real Besu 26.8 computed', () => {
  it('for a genesis with code and storage (Cancun): state root and hash', async () => {
    const { genesis, stateRoot, hash } = vector('genesis-with-contract')
    expect(await genesisBlock(genesis)).toEqual({ stateRoot, hash })
  })

  it.each(['qbft-network', 'qbft-osaka'])('for block 0 of %s', async (name) => {
    const { genesis, blocks } = vector(name)
    const { hash } = await genesisBlock(genesis)
    expect(hash).toBe(blocks[0].hash)
  })

  it.each(['qbft-network', 'qbft-osaka'])('for every block hash of %s, seals and rounds left out', (name) => {
    const { blocks } = vector(name)
    expect(blocks.length).toBeGreaterThan(60)
    for (const block of blocks) expect(qbftBlockHash(block.rawHeader)).toBe(block.hash)
  })

  it('for genesis extra data of 0, 1, 4 and 7 validators', () => {
    const { genesisVectors } = vector('qbft-extra-data')
    expect(genesisVectors).toHaveLength(4)
    for (const { validators, extraData } of genesisVectors) {
      // The recorded command keeps the order given; ours sorts, so it is compared on the set, byte for byte.
      const ours = genesisExtraData(validators)
      expect(ours.length).toBe(extraData.length)
      for (const validator of validators) expect(ours).toContain(validator.slice(2))
      if (validators.length < 2) expect(ours).toBe(extraData)
    }
  })
})

describe('a changed genesis', () => {
  it.each([
    ['timestamp', { timestamp: '0x65000001' }],
    ['gas limit', { gasLimit: '0x3b9aca01' }],
    ['extra data', { extraData: genesisExtraData([`0x${'11'.repeat(20)}`]) }],
    ['alloc', { alloc: {} }],
  ])('of another %s has another hash', async (_, change) => {
    const { genesis, hash } = vector('genesis-with-contract')
    expect((await genesisBlock({ ...genesis, ...change })).hash).not.toBe(hash)
  })
})
