import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { answer, problemCodes, quorate, refusal } from './cli.ts'
import { type Founders, foundersOf, NAMES } from './members.ts'

let founders: Founders
const inFolder = (...path: string[]) => join(founders.folder, ...path)
const text = (file: string) => readFileSync(file, 'utf8')

/** Homes as members make them outside rehearsals, with the key derivation of production. */
beforeAll(async () => {
  founders = await foundersOf({ rehearsal: false })
}, 120_000)

interface Found {
  readonly chainId: number
  readonly genesisHash: string
  readonly stateRoot: string
  readonly extraData: string
  readonly genesisFile: string
  readonly networkId: string
  readonly members: readonly { name: string; chamber: string; nodes: readonly { name: string; duty: string }[] }[]
}

const foundIn = (cards: string, out: string) =>
  answer<Found>(['found', '--spec', founders.spec, '--cards', cards, '--out', out])

describe('homes', () => {
  it('are private: folders 0700, files 0600, keys under the full derivation', () => {
    const home = founders.as('devices-alpha').home ?? ''
    expect(statSync(home).mode & 0o777).toBe(0o700)
    const keys = readdirSync(join(home, 'keys'))
    expect(keys.length).toBeGreaterThanOrEqual(4)
    for (const key of keys) {
      expect(statSync(join(home, 'keys', key)).mode & 0o777).toBe(0o600)
      expect(JSON.parse(text(join(home, 'keys', key))).crypto.kdfparams.n).toBe(2 ** 17)
    }
  })

  it('are never made again over one that stands', async () => {
    const before = text(join(founders.as('devices-alpha').home ?? '', 'home.json'))
    const { error } = await refusal(['init', 'devices-alpha', '--spec', founders.spec], founders.as('devices-alpha'))
    expect(error.code).toBe('HOME_EXISTS')
    expect(text(join(founders.as('devices-alpha').home ?? '', 'home.json'))).toBe(before)
  })

  it('give the same card whenever they are asked', async () => {
    const again = inFolder('again.json')
    await answer(['card', '--out', again], founders.as('hospital-north'))
    expect(text(again)).toBe(text(founders.card('hospital-north')))
  })
})

describe('endpoints', () => {
  it('are signed by the member alone, and a later record has a higher serial', async () => {
    const out = inFolder('endpoints', 'hospital-north.json')
    const set = (place: string) => ['endpoints', '--set', `hospital-north-1=${place}`, '--out', out]
    const north = founders.as('hospital-north')
    const { serial } = await answer<{ serial: number }>(set('203.0.113.7:30303'), north)
    const later = await answer<{ serial: number }>(set('[2001:db8::7]:30303'), north)
    expect(later.serial).toBeGreaterThan(serial)
    expect(later).toMatchObject({ nodes: [{ name: 'hospital-north-1', host: '2001:db8::7', port: 30303 }] })
    const named = await refusal(set('node.example.org:30303'), founders.as('hospital-north'))
    expect([named.error.code, text(out)]).toEqual(['USAGE', expect.stringContaining('2001:db8::7')])
    const card = founders.card('hospital-north')
    expect(await answer(['check', out, card])).toMatchObject({ problems: [] })
    writeFileSync(out, text(out).replace('30303', '30304'))
    const forged = await quorate(['check', out, card, '--json'])
    expect([forged.code, JSON.stringify(forged.json)]).toEqual([1, expect.stringContaining('ENDPOINTS_FORGED')])
    const alone = await quorate(['check', out, '--json'])
    expect([alone.code, JSON.stringify(alone.json)]).toEqual([1, expect.stringContaining('SIGNATURE_UNPROVEN')])
  }, 60_000)
})

describe('the founding', () => {
  it('is the same bytes from the same cards under other names, in another order', async () => {
    const other = inFolder('other-cards')
    mkdirSync(other)
    for (const [i, name] of [...NAMES].reverse().entries()) copyFileSync(founders.card(name), join(other, `${i}.json`))
    const first = await foundIn(founders.cards, inFolder('a', 'founding.json'))
    const second = await foundIn(other, inFolder('b', 'founding.json'))
    expect(text(inFolder('a', 'founding.json'))).toBe(text(inFolder('b', 'founding.json')))
    expect(text(first.genesisFile)).toBe(text(second.genesisFile))
    expect(first.networkId).toBe(second.networkId)
  }, 60_000)

  it('is told in full as JSON, with a genesis file of the form that Besu reads', async () => {
    const document = await foundIn(founders.cards, inFolder('founding.json'))
    expect(document.chainId).toBe(620604)
    expect(document.members.map(({ name }) => name).sort()).toEqual([...NAMES].sort())
    for (const hash of [document.genesisHash, document.stateRoot]) expect(hash).toMatch(/^0x[0-9a-f]{64}$/)
    const genesis = JSON.parse(text(document.genesisFile))
    expect(genesis.extraData).toBe(document.extraData)
    expect(genesis.config).toMatchObject({ chainId: 620604, zeroBaseFee: true, osakaTime: 0 })
    expect(genesis.config.qbft).toEqual({ blockperiodseconds: 2, epochlength: 30000, requesttimeoutseconds: 4 })
    const { config: _, ...outside } = genesis
    expect(leavesOf(outside).filter((leaf) => typeof leaf !== 'string' || !/^0x[0-9a-f]*$/.test(leaf))).toEqual([])
  }, 60_000)
})

describe('the approval', () => {
  const approve = (...more: string[]) => ['approve', inFolder('founding.json'), ...more]

  it('refuses a founding that is not the expected one, and signs nothing', async () => {
    const out = inFolder('wrong.json')
    const expected = `0x${'5'.repeat(64)}`
    const { error } = await refusal(approve('--expect', expected, '--out', out), founders.as('devices-beta'))
    expect(error).toMatchObject({ code: 'FOUNDING_UNEXPECTED', facts: { expected } })
    expect(readdirSync(founders.folder)).not.toContain('wrong.json')
  })

  it('is missing, member by member, until each has signed the very network', async () => {
    const { networkId } = JSON.parse(text(inFolder('founding.json')))
    const approvals: string[] = []
    for (const [i, member] of NAMES.entries()) {
      const seal = await quorate(['seal', inFolder('founding.json'), ...approvals, '--missing', '--json'])
      expect([seal.code, seal.json]).toEqual([1, { missing: [...NAMES.slice(i)].sort() }])
      const out = inFolder('approvals', `${member}.json`)
      await answer(approve('--expect', networkId, '--out', out), founders.as(member))
      approvals.push(out)
    }
    const all = await quorate(['seal', inFolder('founding.json'), ...approvals, '--missing', '--json'])
    expect([all.code, all.json]).toEqual([0, { missing: [] }])
  }, 120_000)

  it('of all seals the lock, the same bytes in any order; short of one it does not', async () => {
    const approvals = NAMES.map((member) => inFolder('approvals', `${member}.json`))
    const short = await refusal([
      'seal',
      inFolder('founding.json'),
      ...approvals.slice(1),
      '--out',
      inFolder('no.json'),
    ])
    expect([short.code, problemCodes(short)]).toEqual([2, ['APPROVAL_MISSING']])
    const seal = (order: string[], out: string) => answer(['seal', inFolder('founding.json'), ...order, '--out', out])
    expect(await seal(approvals, inFolder('lock.json'))).toMatchObject({ signedBy: [...NAMES].sort() })
    await seal([...approvals].reverse(), inFolder('lock-2.json'))
    expect(text(inFolder('lock.json'))).toBe(text(inFolder('lock-2.json')))
    expect(await answer(['check', inFolder('lock.json')])).toMatchObject({ problems: [] })
  }, 60_000)
})

function leavesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [value]
}
