import { readFileSync } from 'node:fs'
import { RLP } from '@ethereumjs/rlp'
import { describe, expect, it } from '@jest/globals'
import { readExtraData, readHeader } from '../../../network/checkpoint/header.ts'
import { fromHex, type Hex, toHex } from '../../../network/hex.ts'

/** As JSON-RPC gives it: the thirteenth field of the header. */
function extraDataOf(rawHeader: Hex): Hex {
  const fields = RLP.decode(fromHex(rawHeader)) as Uint8Array[]
  return toHex(fields[12] ?? new Uint8Array())
}

describe.each(['qbft-network', 'qbft-osaka'])('extra data of the blocks of %s', (name) => {
  const file = new URL(`../../vectors/besu/${name}.json`, import.meta.url)
  const { blocks } = JSON.parse(readFileSync(file, 'utf8')) as { blocks: { rawHeader: Hex }[] }

  it('says of validators, votes, round and seals what the header says', () => {
    expect(blocks.length).toBeGreaterThan(50)
    for (const { rawHeader } of blocks) {
      const { validators, vote, round, seals } = readHeader(rawHeader) ?? {}
      expect(readExtraData(extraDataOf(rawHeader))).toEqual({ validators, vote, round, seals })
    }
    expect(new Set(blocks.map(({ rawHeader }) => readHeader(rawHeader)?.round))).toContain(0)
  })
})

describe('extra data of anybody', () => {
  it('is none of QBFT’s where it is empty, cut short, or of another form', () => {
    for (const text of ['0x', '0x00', '0xc0', '0xf8', '0x71756f72617465', `0x${'00'.repeat(97)}`, 'nonsense'])
      expect(readExtraData(text)).toBeUndefined()
  })
})
