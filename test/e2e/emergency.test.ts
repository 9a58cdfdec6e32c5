import { existsSync } from 'node:fs'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { example, founded } from '../fixtures/consortia.ts'
import { sealed } from '../fixtures/founders.ts'
import { answer, quorate, refusal } from './cli.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'
import { type StatusDocument, statusShape } from './status-shape.ts'

const SIX = ['hospital-north', 'hospital-south', 'hospital-west', 'devices-alpha', 'devices-beta', 'regulator-health']
const [NORTH = '', SOUTH = '', WEST = '', ALPHA = '', BETA = '', HEALTH = ''] = SIX

interface Log {
  readonly good: boolean
  readonly head: string
  readonly count: number
  readonly entries: readonly { readonly kind: string; readonly head: string }[]
  readonly findings: readonly { readonly code: string; readonly subject: string }[]
}
interface Copy {
  readonly entries: readonly { readonly index: number; readonly data: string }[]
}

let root = ''
let stands: Stands
const file = (name: string) => join(root, name)
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const refused = async (member: string, ...typed: string[]) => {
  const { error } = await refusal(typed, as(root, member))
  return error.facts['reason'] ?? error.code
}
const status = async (): Promise<StatusDocument> => statusShape.parse(await run(NORTH, 'status'))
const standing = async (name: string) => (await status()).members.find((member) => member.name === name)

/** Drafted by the first, and signed by all of them, by files. */
async function signed(about: string, ...signers: string[]): Promise<{ action: string; signatures: string[] }> {
  const action = file(`${about}.json`)
  await run(NORTH, 'emergency', 'suspend', about, '--out', action)
  const signatures = signers.map((signer) => file(`${about}.${signer}.json`))
  for (const [i, signer] of signers.entries()) {
    await run(signer, 'emergency', 'sign', action, '--out', signatures[i] ?? '')
  }
  return { action, signatures }
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root, 'six-members')
}, 180_000)

describe('a delegation', () => {
  it('holds until its second, and shows', async () => {
    const { until } = await run<{ until: string }>(NORTH, 'delegate', SOUTH, '--for', '2h')
    expect((await standing(NORTH))?.delegate).toEqual({ to: SOUTH, until })
    await run(NORTH, 'advance', '3h')
    expect((await standing(NORTH))?.delegate).toBeNull()
  }, 60_000)

  it('is taken back, and goes to nobody of another chamber, nor into the past', async () => {
    await run(NORTH, 'delegate', SOUTH)
    expect((await standing(NORTH))?.delegate).toEqual({ to: SOUTH, until: null })
    await run(NORTH, 'delegate', '--back')
    expect((await standing(NORTH))?.delegate).toBeNull()
    expect(await refused(NORTH, 'delegate', ALPHA)).toBe('DelegateOutsideChamber')
    expect(await refused(NORTH, 'delegate', SOUTH, '--until', '2026-01-01T00:00:00Z')).toBe('DelegationOver')
    expect(await refused(NORTH, 'delegate')).toBe('USAGE')
  }, 60_000)
})

describe('an emergency action', () => {
  it('is signed where there is no chain, and by nobody that it is about', async () => {
    const { action } = await signed(BETA)
    await cp(join(root, 'homes', HEALTH), file('away'), { recursive: true })
    await rm(join(file('away'), 'connection.json'))
    const away = { ...as(root, HEALTH), home: file('away') }
    const { says } = await answer<{ says: string }>(['emergency', 'sign', action, '--out', file('away.json')], away)
    expect(says).toContain(BETA)
    expect(await refused(BETA, 'emergency', 'sign', action)).toBe('USAGE')
    await rm(action)
  }, 60_000)

  it('takes three signers, of this very action', async () => {
    const { action, signatures } = await signed(BETA, NORTH, SOUTH, ALPHA)
    const [north = '', south = '', alpha = ''] = signatures
    expect(await refused(HEALTH, 'emergency', 'submit', action, north, alpha)).toBe('TooFewSigners')
    expect(await refused(HEALTH, 'emergency', 'submit', action, north, north, alpha)).toBe('SignersNotAscending')
    const other = file('other.json')
    await writeFile(other, (await readFile(action, 'utf8')).replace(`"${BETA}"`, `"${WEST}"`))
    expect(await refused(HEALTH, 'emergency', 'submit', other, ...signatures)).toBe('EMERGENCY_SIGNATURE_OTHER')
    await run(HEALTH, 'emergency', 'submit', action, alpha, north, south)
    expect((await standing(BETA))?.status).toBe('suspended')
    expect((await status()).emergency).toMatchObject({ member: BETA, number: 1 })
    expect(await refused(BETA, 'propose', 'suspend', WEST)).toBe('OnlyOfficer')
    expect(await refused(HEALTH, 'emergency', 'submit', action, ...signatures)).toBe('WrongNumber')
    expect(await refused(HEALTH, 'emergency', 'lapse')).toBe('NotLapsed')
  }, 120_000)

  it('is over by itself; that is only booked', async () => {
    await run(NORTH, 'advance', '3d')
    expect((await standing(BETA))?.status).toBe('active')
    expect((await status()).emergency).toBeNull()
    await run(BETA, 'emergency', 'lapse')
    expect(await refused(BETA, 'emergency', 'lapse')).toBe('NothingRunning')
  }, 60_000)

  it('stays when a vote ratifies it', async () => {
    const { action, signatures } = await signed(WEST, NORTH, ALPHA, HEALTH)
    await run(NORTH, 'emergency', 'submit', action, ...signatures)
    const { short } = await run<{ short: string }>(NORTH, 'propose', 'ratify', WEST)
    await run(NORTH, 'advance', '1s')
    for (const member of SIX.filter((name) => name !== WEST)) await run(member, 'vote', short, 'for', '--wait')
    await run(NORTH, 'advance', '1d')
    await run(NORTH, 'execute', short)
    await run(NORTH, 'advance', '4d')
    expect((await standing(WEST))?.status).toBe('suspended')
    expect((await status()).emergency).toBeNull()
    expect(await refused(NORTH, 'emergency', 'lapse')).toBe('NothingRunning')
  }, 180_000)
})

describe('the governance log', () => {
  it('from the founding on makes what the contracts say', async () => {
    const { good, findings, entries, count, head } = await run<Log>(NORTH, 'log', '--verify', '--out', file('log.json'))
    expect({ good, findings }).toEqual({ good: true, findings: [] })
    expect([entries.length, entries.at(-1)?.head]).toEqual([count, head])
    const kinds = entries.map(({ kind }) => kind)
    for (const kind of ['delegated', 'emergency-suspended', 'emergency-lapsed', 'emergency-ratified', 'executed']) {
      expect(kinds).toContain(kind)
    }
    expect((await run<Log>(BETA, 'log')).entries).toEqual(entries)
  }, 60_000)

  it('is not a copy that somebody changed', async () => {
    const copy = JSON.parse(await readFile(file('log.json'), 'utf8')) as Copy
    const [first, second, ...rest] = copy.entries
    const tampered: readonly (readonly [string, readonly unknown[], string])[] = [
      ['dropped', [first, ...rest], 'LOG_ENTRY_MISSING'],
      ['cut', copy.entries.slice(0, -1), 'LOG_CUT_SHORT'],
      ['doubled', [first, first, second, ...rest], 'LOG_ENTRY_DOUBLED'],
      ['reordered', [second, first, ...rest], 'LOG_ENTRY_MISPLACED'],
      ['altered', [{ ...first, data: second?.data }, second, ...rest], 'LOG_HEAD_OTHER'],
    ]
    for (const [name, entries, code] of tampered) {
      await writeFile(file(`${name}.json`), JSON.stringify({ ...copy, entries }))
      const { code: exit, json } = await quorate(
        ['log', '--verify', '--from', file(`${name}.json`), '--json'],
        as(root, NORTH),
      )
      expect([name, exit, (json as Log).good]).toEqual([name, 1, false])
      expect((json as Log).findings.map((finding) => finding.code)).toContain(code)
    }
  }, 120_000)

  it('is verified by anybody, with a lock and a node in place of a home, and against no other lock or node', async () => {
    const anybody = { home: file('no-home'), cwd: root }
    const verify = (lock: string, rpc = stands.rpc[0] ?? '') => ['log', '--verify', '--lock', lock, '--rpc', rpc]
    const code = async (...typed: string[]) => (await refusal(typed, anybody)).error.code
    expect(await answer<Log>(verify('lock.json'), anybody)).toEqual(await run<Log>(NORTH, 'log', '--verify'))
    expect(existsSync(anybody.home)).toBe(false)
    expect(await code('log', '--verify')).toBe('NETWORK_ABSENT')
    expect(await code('log', '--verify', '--lock', 'lock.json')).toBe('USAGE')
    expect(await code('log', '--verify', '--rpc', stands.rpc[0] ?? '')).toBe('USAGE')
    expect(await code(...verify('lock.json', stands.publicRpc))).toBe('CHAIN_OTHER')
    // Founded from the same description, with the same chain id, by others under the same names.
    for (const rehearsed of [true, false]) {
      await writeFile(file('other.json'), JSON.stringify(sealed(await founded(example('six-members'), rehearsed))))
      expect(await code(...verify('other.json'))).toBe('NETWORK_OTHER')
    }
    const lock = JSON.parse(await readFile(file('lock.json'), 'utf8')) as { approvals: unknown[] }
    await writeFile(file('unsigned.json'), JSON.stringify({ ...lock, approvals: lock.approvals.slice(1) }))
    expect(await code(...verify('unsigned.json'))).toBe('INPUT_PROBLEMS')
  }, 120_000)

  it('is the one that another member sees, or it is not', async () => {
    const { entries } = await run<Log>(SOUTH, 'log')
    const seen = await run<Log>(NORTH, 'log', '--expect', entries[30]?.head ?? '')
    expect(seen.good).toBe(true)
    const { code, json } = await quorate(['log', '--expect', `0x${'ab'.repeat(32)}`, '--json'], as(root, NORTH))
    expect([code, (json as Log).findings.map((finding) => finding.code)]).toEqual([1, ['LOG_FORKED']])
  }, 60_000)
})
