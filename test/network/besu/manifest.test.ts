import { describe, expect, it } from '@jest/globals'
import { configToml, manifestDigest } from '../../../network/besu/manifest.ts'
import type { NodeManifest, OptionValue } from '../../../network/besu/node-manifest.ts'
import { readToml } from '../../stand-ins/toml.ts'

const places = { data: '/srv/data', files: '/srv/files', key: '/dev/shm/node.key', listen: '127.0.0.1' }
const toml = (options: Record<string, OptionValue>, other = places) => configToml({ options }, other)

describe('the configuration file', () => {
  it('says each option on a line, with its places', () => {
    const options = {
      'data-path': '${data}',
      'genesis-file': '${files}/genesis.json',
      'rpc-http-enabled': true,
      'rpc-http-port': 8545,
      'rpc-http-apis': ['ETH', 'NET'],
      'host-allowlist': ['${listen}'],
      'banned-node-ids': [],
    }
    expect(toml(options)).toBe(
      [
        'data-path="/srv/data"',
        'genesis-file="/srv/files/genesis.json"',
        'rpc-http-enabled=true',
        'rpc-http-port=8545',
        'rpc-http-apis=["ETH","NET"]',
        'host-allowlist=["127.0.0.1"]',
        'banned-node-ids=[]',
        '',
      ].join('\n'),
    )
  })

  it('escapes what would end a text, and comes back as it was', () => {
    const nasty = 'C:\\data "x"\n\t\r\u0001\u007f é 𝒳 \'#=[]'
    const text = toml({ identity: nasty })
    expect(text.split('\n')).toHaveLength(2)
    expect(readToml(text).get('identity')).toBe(nasty)
  })

  it('takes no token for a place that there is not', () => {
    for (const value of ['${home}', '${}', '${constructor}', '${Data}']) {
      expect(() => toml({ 'data-path': value })).toThrow(RangeError)
      expect(() => toml({ 'host-allowlist': [value] })).toThrow(RangeError)
    }
    expect(toml({ identity: '$data {data}' })).toBe('identity="$data {data}"\n')
  })

  it('takes a place as it is, even where it looks like a token', () => {
    expect(toml({ 'data-path': '${data}' }, { ...places, data: '/a/${key}/$&' })).toBe('data-path="/a/${key}/$&"\n')
  })

  it('takes no number that is none', () => {
    expect(() => toml({ 'p2p-port': Number.NaN })).toThrow(RangeError)
    expect(() => toml({ 'p2p-port': Number.POSITIVE_INFINITY })).toThrow(RangeError)
  })
})

describe('the digest of a manifest', () => {
  const manifest = {
    format: 'quorate/node-manifest/1',
    node: 'a-1',
    options: { a: 1, b: 'x' },
    seeds: { s: 'x' },
  } as unknown as NodeManifest

  it('does not depend on the order of fields, and on everything else', () => {
    const turned = {
      options: { b: 'x', a: 1 },
      seeds: { s: 'x' },
      node: 'a-1',
      format: 'quorate/node-manifest/1',
    } as unknown as NodeManifest
    expect(manifestDigest(turned)).toBe(manifestDigest(manifest))
    expect(manifestDigest({ ...manifest, node: 'a-2' })).not.toBe(manifestDigest(manifest))
    expect(manifestDigest({ ...manifest, options: { a: 1, b: 'y' } })).not.toBe(manifestDigest(manifest))
  })

  it('depends on a seed by its name only: it is no longer the manifest’s after the first start', () => {
    expect(manifestDigest({ ...manifest, seeds: { s: 'y' } })).toBe(manifestDigest(manifest))
    expect(manifestDigest({ ...manifest, seeds: { t: 'x' } })).not.toBe(manifestDigest(manifest))
  })
})
