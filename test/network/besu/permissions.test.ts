import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { enodeUrl } from '../../../network/besu/enode.ts'
import { accountListDiff, allowListDiff, permissionsToml, strangers } from '../../../network/besu/permissions.ts'
import type { Hex } from '../../../network/hex.ts'

const file = new URL('../../vectors/besu/keys.json', import.meta.url)
const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: { publicKey: Hex }[] }
const [a = '', b = '', c = '', d = ''] = keys.map(({ publicKey }, i) =>
  enodeUrl({ publicKey, host: '10.0.0.1', port: 30303 + i }),
)
const account = `0x${'Ab'.repeat(20)}`

describe('the difference of two lists of nodes', () => {
  it('adds what lacks and removes what is too much', () => {
    expect(allowListDiff([a, b], [b, c], [a])).toEqual({ add: [a], remove: [c] })
    expect(allowListDiff([a, b], [a, b], [a])).toEqual({ add: [], remove: [] })
  })

  it('never removes the member’s own nodes, whoever decides what, and puts them back', () => {
    expect(allowListDiff([], [a, b, c], [a, b])).toEqual({ add: [], remove: [c] })
    expect(allowListDiff([], [], [a])).toEqual({ add: [a], remove: [] })
  })

  it('takes two spellings for one, adds nothing twice and removes by the spelling found', () => {
    expect(allowListDiff([a, `${a}?discport=0`], [], [])).toMatchObject({ add: [expect.any(String)] })
    expect(allowListDiff([`${a}?discport=0`], [a], [])).toEqual({ add: [], remove: [] })
    expect(allowListDiff([], [`${d}?discport=0`], [])).toEqual({ add: [], remove: [`${d}?discport=0`] })
  })
})

describe('the difference of two lists of accounts', () => {
  it('goes by bytes and not by spelling', () => {
    expect(accountListDiff([account], [account.toLowerCase()])).toEqual({ add: [], remove: [] })
    expect(accountListDiff([account], [`0x${'00'.repeat(20)}`])).toEqual({
      add: [account.toLowerCase()],
      remove: [`0x${'00'.repeat(20)}`],
    })
  })
})

describe('strangers', () => {
  it('are peers by whose key nobody is listed, though their address is', () => {
    const ids = keys.slice(0, 3).map(({ publicKey }) => publicKey)
    expect(strangers(ids, [a, b])).toEqual([ids[2]])
    expect(
      strangers(
        ids.map((id) => id.slice(2).toUpperCase()),
        [a, b, c],
      ),
    ).toEqual([])
  })
})

describe('the file of both lists', () => {
  it('is as Besu writes it', () => {
    expect(permissionsToml([a, b, a], [account])).toBe(
      `nodes-allowlist=["${a}","${b}"]\naccounts-allowlist=["${account.toLowerCase()}"]\n`,
    )
    expect(permissionsToml([], [])).toBe('nodes-allowlist=[]\naccounts-allowlist=[]\n')
  })

  it('takes nothing that is no node or no account, and could say more than it should', () => {
    expect(() => permissionsToml(['x"]\naccounts-allowlist=["'], [])).toThrow(RangeError)
    expect(() => permissionsToml([], ['0x12'])).toThrow(RangeError)
    expect(() => permissionsToml([], [`${account}"`])).toThrow(RangeError)
  })
})
