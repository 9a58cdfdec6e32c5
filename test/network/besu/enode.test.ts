import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { enodeKey, enodeUrl, isAddress, parseEnode } from '../../../network/besu/enode.ts'
import type { Hex } from '../../../network/hex.ts'

const sameEnode = (one: string, other: string): boolean => enodeKey(one) === enodeKey(other)

const vector = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../vectors/besu/${name}`, import.meta.url), 'utf8'))
const { keys } = vector('keys.json') as { keys: { publicKey: Hex; enodeExample: string }[] }
const { samples } = vector('rpc-samples.json') as { samples: { method?: string; response?: { result?: unknown } }[] }
const answers = (method: string) =>
  samples.filter((sample) => sample.method === method).map(({ response }) => response?.result)
const publicKey = keys[0]?.publicKey ?? '0x'
const of = (host: string, port = 30303) => enodeUrl({ publicKey, host, port })

describe('enode URLs', () => {
  it('are spelt as Besu spells them', () => {
    expect(keys.length).toBeGreaterThan(3)
    for (const key of keys) {
      expect(enodeUrl({ publicKey: key.publicKey, host: '127.0.0.1', port: 30303 })).toBe(key.enodeExample)
    }
  })

  it('come back from every answer of a real node', () => {
    const listed = answers('perm_getNodesAllowlist').flat() as string[]
    expect(listed.length).toBeGreaterThan(3)
    for (const url of listed) {
      const enode = parseEnode(url)
      expect(enode === undefined ? undefined : enodeUrl(enode)).toBe(url)
    }
  })

  it('of a node without discovery say discport=0, which makes them no other node', () => {
    const [own] = answers('net_enode') as string[]
    expect(own).toContain('?discport=0')
    const listed = answers('perm_getNodesAllowlist').flat() as string[]
    expect(listed.filter((url) => sameEnode(url, own ?? ''))).toHaveLength(1)
  })

  it('have IPv6 in brackets, and one meaning for its many spellings', () => {
    expect(of('2001:db8::1')).toMatch(/@\[2001:db8::1\]:30303$/)
    expect(parseEnode(of('2001:DB8::1'))).toEqual({ publicKey, host: '2001:db8::1', port: 30303 })
    expect(sameEnode(of('2001:db8::1'), of('2001:0DB8:0:0:0:0:0:1'))).toBe(true)
    expect(sameEnode(of('::ffff:10.0.0.1'), of('::ffff:a00:1'))).toBe(true)
    expect(sameEnode(of('2001:db8::1'), of('2001:db8::2'))).toBe(false)
    expect(sameEnode(of('::'), of('::1'))).toBe(false)
  })

  it('differ by key, host and port', () => {
    const other = enodeUrl({ publicKey: keys[1]?.publicKey ?? '0x', host: '10.0.0.1', port: 30303 })
    const all = [of('10.0.0.1'), of('10.0.0.2'), of('10.0.0.1', 30304), of('node.example'), other]
    expect(new Set(all.map(enodeKey)).size).toBe(5)
    expect(sameEnode(of('Node.Example'), of('node.example'))).toBe(true)
    expect(sameEnode(of('10.0.0.1').toUpperCase().replace('ENODE', 'enode'), of('10.0.0.1'))).toBe(true)
  })

  it.each([
    '',
    'enode://1234@127.0.0.1:30303',
    `http://${'1'.repeat(128)}@127.0.0.1:30303`,
    `enode://${'1'.repeat(128)}@127.0.0.1`,
    `enode://${'1'.repeat(128)}@127.0.0.1:0`,
    `enode://${'1'.repeat(128)}@127.0.0.1:65536`,
    `enode://${'g'.repeat(128)}@127.0.0.1:30303`,
    `enode://${'1'.repeat(128)}@::1:30303`,
    `enode://${'1'.repeat(128)}@127.0.0.1:30303?discport=0&x="`,
    `enode://${'1'.repeat(128)}@127.0.0.1:30303\n`,
    `enode://${'1'.repeat(128)}@a"b:30303`,
  ])('are not: %s', (text) => {
    expect(parseEnode(text)).toBeUndefined()
  })

  it('have addresses or names as hosts', () => {
    expect(['10.0.0.1', '::1', 'node.example', '10.example'].map(isAddress)).toEqual([true, true, false, false])
  })
})
