import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { recordedFrom } from '../../../network/besu/besu-options.ts'
import { besuOptions, checkOptions } from '../../../network/besu/options.ts'
import { besuOptionsModule } from '../../../scripts/besu-options.ts'

const recorded = readFileSync(new URL('../../vectors/besu/besu-options.json', import.meta.url), 'utf8')
const { besu, root } = JSON.parse(recorded) as {
  besu: string
  root: { options: { name: string; configKey: string; type: string; arity: string; experimental: boolean }[] }
}
const codes = (options: Parameters<typeof checkOptions>[0], version = '26.8.0') =>
  checkOptions(options, version).map(({ code, path, expected }) => [code, path, expected])

describe('the table of options', () => {
  it('is the one that a real Besu gave: node scripts/besu-options.ts writes it', () => {
    const file = new URL('../../../network/besu/besu-options.ts', import.meta.url)
    expect(readFileSync(file, 'utf8')).toBe(besuOptionsModule(recorded))
    expect(recordedFrom).toBe(besu)
  })

  it('holds every option with type, arity and whether it is experimental', () => {
    expect(besuOptions.size).toBe(root.options.length)
    for (const { configKey, type, arity, experimental } of root.options) {
      expect(besuOptions.get(configKey)).toEqual({
        name: configKey,
        type: type.replaceAll(' ', ''),
        arity,
        experimental,
      })
    }
  })
})

describe('options', () => {
  it('that Besu does not have are found, with the one that was meant', () => {
    expect(codes({ 'rpc-http-api': ['ETH'], 'min-gas-prise': 0, sparkles: true })).toEqual([
      ['BESU_OPTION_UNKNOWN', 'rpc-http-api', 'rpc-http-apis'],
      ['BESU_OPTION_UNKNOWN', 'min-gas-prise', 'min-gas-price'],
      ['BESU_OPTION_UNKNOWN', 'sparkles', 'an option of 26.8.0'],
    ])
  })

  it('that a release does not have yet, or no release has, are found', () => {
    expect(codes({ 'logging-format': 'PLAIN' }, '26.8.0')).toEqual([])
    expect(codes({ 'logging-format': 'PLAIN' }, '26.7.1')).toEqual([
      ['BESU_OPTION_UNKNOWN', 'logging-format', 'an option of 26.7.1'],
    ])
    expect(codes({ 'p2p-discovery-port': 1 })).toEqual([
      ['BESU_OPTION_UNKNOWN', 'p2p-discovery-port', 'an option of 26.8.0'],
    ])
  })

  it.each([
    ['rpc-http-enabled', 'true', true],
    ['p2p-port', '30303', 30303],
    ['p2p-port', Number.NaN, 1],
    ['rpc-http-apis', 'ETH,NET', ['ETH', 'NET']],
    ['data-path', 7, '/data'],
    ['sync-mode', true, 'FULL'],
    ['min-gas-price', '0', 0],
    ['host-allowlist', false, 'localhost'],
    ['host-allowlist', 1, ['localhost']],
  ])('%s of a wrong type is found: %p, and not %p', (name, wrong, right) => {
    expect(codes({ [name]: wrong })).toEqual([['BESU_OPTION_TYPE', name, expect.stringMatching(/^a /)]])
    expect(codes({ [name]: right })).toEqual([])
  })
})
