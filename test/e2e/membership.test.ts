import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { answer, quorate, refusal } from './cli.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const SIX = ['hospital-north', 'hospital-south', 'hospital-west', 'devices-alpha', 'devices-beta', 'regulator-health']
const [NORTH = '', SOUTH = '', WEST = ''] = SIX

interface Status {
  readonly members: readonly { readonly name: string; readonly status: string }[]
  readonly consensus: { readonly validators: readonly string[] }
}

/** West's fleets, a device of each, and north's pass to it. */
const PUMPS = 1
const SCANNERS = 2
const own = new Map<number, { device: string; pass: number }>()

let root = ''
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const statusOf = async (name: string) =>
  (await run<Status>(NORTH, 'status')).members.find((member) => member.name === name)?.status

/** What this says is valid, to a member that has no part in it. */
async function isValid(...typed: string[]): Promise<boolean> {
  const { code, json } = await quorate([...typed, '--json'], as(root, SOUTH))
  const { valid } = json as { valid: boolean }
  expect(code === 0).toBe(valid)
  return valid
}

/** The device and the pass of each fleet. */
async function valid() {
  const told = async (fleet: number) => {
    const { device = '', pass = 0 } = own.get(fleet) ?? {}
    return { device: await isValid('device', 'show', device), pass: await isValid('access', 'check', String(pass)) }
  }
  return { pumps: await told(PUMPS), scanners: await told(SCANNERS) }
}

const ALL = { device: true, pass: true }
const NOTHING = { device: false, pass: false }
const replayed = async () => (await run<{ findings: unknown[] }>(NORTH, 'log', '--verify')).findings

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root, 'six-members')
  await writeFile(join(root, 'values.ndjson'), '{"serial":"A-1"}\n{"serial":"B-2"}\n')
  const { records } = await run<{ records: string[] }>(WEST, 'record', 'put', join(root, 'values.ndjson'))
  for (const [i, fleet] of [PUMPS, SCANNERS].entries()) {
    expect(await run(WEST, 'fleet', 'open')).toMatchObject({ fleet, member: WEST })
    const enrol = ['device', 'enrol', String(fleet), records[i] ?? '']
    const first = await run<{ devices: { device: string }[] }>(WEST, ...enrol)
    // Run again, as after a kill, it names the same and sends nothing.
    expect(await run(WEST, ...enrol)).toEqual({ ...first, transaction: null, block: null })
    const device = first.devices[0]?.device ?? ''
    const { pass } = await run<{ pass: number }>(WEST, 'access', 'grant', device, NORTH, '--for', '365d')
    const { error } = await refusal(['access', 'grant', device, NORTH, '--for', '30d'], as(root, WEST))
    expect([error.code, error.facts['pass']]).toEqual(['PASS_STANDS', pass])
    own.set(fleet, { device, pass })
  }
}, 180_000)

/** Proposed, voted for by these, queued and executed, each by the members' own commands. */
async function decided(voters: readonly string[], ...what: string[]): Promise<string> {
  const { short, title } = await run<{ short: string; title: string }>(NORTH, 'propose', ...what)
  await run(NORTH, 'advance', '1h')
  for (const member of voters) await run(member, 'vote', short, 'for')
  await run(NORTH, 'advance', '7d')
  await run(NORTH, 'execute', short)
  await run(NORTH, 'advance', '2d')
  await run(NORTH, 'execute', short)
  return title
}

describe('a membership', () => {
  const others = SIX.filter((name) => name !== WEST)

  it('is suspended by decision, and then neither votes nor proposes, and its devices are invalid', async () => {
    expect(await valid()).toEqual({ pumps: ALL, scanners: ALL })
    await run(WEST, 'propose', 'suspend', SOUTH)
    expect(await decided(others, 'suspend', WEST)).toBe(`suspend ${WEST}`)
    expect(await statusOf(WEST)).toBe('suspended')
    const { proposals } = await run<{ proposals: { proposer: string }[] }>(NORTH, 'proposals')
    expect(proposals.map(({ proposer }) => proposer)).toEqual([WEST, NORTH])
    expect((await refusal(['propose', 'reinstate', WEST], as(root, WEST))).error.code).toBe('CHAIN_REFUSED')
    expect(await valid()).toEqual({ pumps: NOTHING, scanners: NOTHING })
  }, 180_000)

  it('is reinstated by decision, and its devices are valid again', async () => {
    await decided(others, 'reinstate', WEST)
    expect(await statusOf(WEST)).toBe('active')
    expect(await valid()).toEqual({ pumps: ALL, scanners: ALL })
  }, 180_000)

  it('keeps a fleet going elsewhere where it is decided, and the other member takes it', async () => {
    const take = ['fleet', 'take', String(PUMPS), '--devices']
    const reason = async (member: string, devices = '1') =>
      (await refusal([...take, devices], as(root, member))).error.facts['reason']
    expect(await reason(SOUTH)).toBe('NothingOffered')
    expect(await decided(others, 'offer-fleet', '1', SOUTH)).toBe(`let ${SOUTH} take the fleet 1 of ${WEST}`)
    expect(await replayed()).toEqual([])
    expect(await decided(others, 'offer-fleet', '1', WEST)).toBe(`let nobody else take the fleet 1 of ${WEST}`)
    expect(await replayed()).toEqual([])
    expect(await reason(SOUTH)).toBe('NothingOffered')
    await decided(others, 'offer-fleet', '1', SOUTH)
    expect(await reason(NORTH)).toBe('NothingOffered')
    expect(await reason(SOUTH, '2')).toBe('OtherDevices')
    await run(SOUTH, ...take, '1')
    expect(await run(SOUTH, ...take, '1')).toMatchObject({ member: SOUTH, transaction: null })
    const [pumps, scanners] = (await run<{ fleets: object[] }>(NORTH, 'fleet', 'list')).fleets
    expect(pumps).toEqual({ fleet: PUMPS, member: SOUTH, devices: 1, hands: 1, valid: true, offered: null })
    expect(scanners).toEqual({ fleet: SCANNERS, member: WEST, devices: 1, hands: 0, valid: true, offered: null })
    const { device } = own.get(PUMPS) ?? {}
    expect(await run(NORTH, 'fleet', 'show', '1')).toEqual({ ...pumps, enrolled: [{ device, valid: true }] })
    // The pass was given by who has the device no more.
    expect(await valid()).toEqual({ pumps: { device: true, pass: false }, scanners: ALL })
  }, 180_000)

  it('has no say in a device that is another’s, and takes back what it gave', async () => {
    const { device = '', pass = 0 } = own.get(PUMPS) ?? {}
    const code = async (...typed: string[]) => (await refusal(typed, as(root, WEST))).error
    expect((await code('device', 'revoke', device)).facts['reason']).toBe('OtherOrganisations')
    expect((await code('access', 'grant', device, NORTH, '--for', '1d')).facts['reason']).toBe('NotTheDevices')
    await run(WEST, 'access', 'revoke', String(pass))
    const { passes } = await run<{ passes: object[] }>(NORTH, 'access', 'list')
    expect(passes).toMatchObject([
      { pass: 1, issuer: WEST, holder: NORTH, revoked: true, valid: false },
      { pass: 2, issuer: WEST, holder: NORTH, revoked: false, valid: true },
    ])
    const { records } = await run<{ records: { id: string }[] }>(WEST, 'record', 'list')
    const { devices } = await run<{ devices: { device: string }[] }>(WEST, 'device', 'enrol', '2', records[0]?.id ?? '')
    await run(WEST, 'device', 'revoke', devices[0]?.device ?? '')
    expect(await isValid('device', 'show', devices[0]?.device ?? '')).toBe(false)
  }, 120_000)

  it('is asked for fleets, devices and passes by numbers that there are', async () => {
    for (const typed of [
      ['fleet', 'take', '1'],
      ['fleet', 'take', 'pumps', '--devices', '1'],
      ['fleet', 'show', '9'],
      ['device', 'enrol', '1'],
      ['device', 'show', '0x12'],
      ['access', 'grant', own.get(SCANNERS)?.device ?? '', NORTH],
      ['access', 'grant', 'pump', NORTH, '--for', '1d'],
      ['access', 'grant', own.get(SCANNERS)?.device ?? '', 'a-member-that-nobody-knows', '--for', '1d'],
      ['access', 'check', 'one'],
      ['propose', 'offer-fleet', '9', SOUTH],
      ['propose', 'offer-fleet', '2', 'nobody'],
      ['propose', 'offer-fleet', '2', WEST],
    ])
      expect([typed, (await refusal(typed, as(root, WEST))).error.code]).toEqual([typed, 'USAGE'])
    expect((await refusal(['device', 'enrol', '2', 'none'], as(root, WEST))).error.code).toBe('RECORD_UNKNOWN')
    expect(await isValid('access', 'check', '99')).toBe(false)
  }, 120_000)

  it('does not end while its nodes count: they are retired first, and the validators confirm that they are gone', async () => {
    const { short } = await run<{ short: string }>(NORTH, 'propose', 'expel', WEST)
    await run(NORTH, 'advance', '1h')
    for (const member of others) await run(member, 'vote', short, 'for')
    await run(NORTH, 'advance', '7d')
    await run(NORTH, 'execute', short)
    await run(NORTH, 'advance', '2d')
    const tooEarly = async () => (await refusal(['execute', short], as(root, NORTH))).error.facts['reason']
    expect(await tooEarly()).toBe('NodesRemain')
    expect(await statusOf(WEST)).toBe('active')
    const before = (await run<Status>(NORTH, 'status')).consensus.validators.length
    expect(await decided(others, 'remove-node', `${WEST}/${WEST}-1`)).toContain(
      `retire the node ${WEST}-1 of ${WEST} (0x`,
    )
    expect((await run<Status>(NORTH, 'status')).consensus.validators).toHaveLength(before - 1)
    expect(await tooEarly()).toBe('NodesRemain')
    // Or a decision takes the place of confirmations that do not come; no agent runs here.
    expect(await decided(others, 'settle-change', `${WEST}-1`)).toContain(`of the node ${WEST}-1 of ${WEST} (0x`)
    await decided(others, 'expel', WEST)
    expect(await statusOf(WEST)).toBe('expelled')
    expect(await valid()).toEqual({ pumps: { device: true, pass: false }, scanners: NOTHING })
    expect(await run(NORTH, 'remove', WEST)).toMatchObject({ status: 'expelled', fleets: [SCANNERS] })
    expect(await replayed()).toEqual([])
  }, 240_000)

  it('is not given to who calls its node as another member’s is called, so that one is not taken for the other', async () => {
    const east = 'hospital-east'
    await writeFile(join(root, 'passphrases', east), 'four words for the seventh\n', { mode: 0o600 })
    const node = `${NORTH}-1:validator`
    const from = ['--from', join(root, 'lock.json'), '--chamber', 'hospitals', '--rehearsal']
    await run(east, 'init', east, ...from, '--node', node)
    const card = join(root, 'east.json')
    await run(east, 'card', '--days', '30', '--out', card)
    const { error } = await refusal(['propose', 'admit', card], as(root, NORTH))
    expect(error.code).toBe('INPUT_PROBLEMS')
    expect(JSON.stringify(error)).toContain('NODE_NAME_TAKEN')
  }, 60_000)

  it('is ended by the older of two proposals: who made the younger takes it back as it goes on', async () => {
    const [, south = '', , , beta = ''] = SIX
    await run(NORTH, 'remove', beta)
    const { short } = await run<{ short: string }>(south, 'propose', 'expel', beta)
    const { did } = await run<{ did: readonly string[] }>(south, 'remove', beta)
    expect(did).toEqual([expect.stringContaining(`took back ${short}`)])
    expect((await run<{ state: string }>(NORTH, 'show', short)).state).toBe('cancelled')
    expect((await run<{ did: readonly string[] }>(south, 'remove', beta)).did).toEqual([])
  }, 60_000)

  it('is of a member and a node that there are, and of one thing at a time', async () => {
    for (const typed of [
      ['suspend', 'nobody'],
      ['remove-node', 'nothing-1'],
      ['remove-node', `${NORTH}/${WEST}-1`],
      ['settle-change', `${NORTH}-1`],
      ['suspend', NORTH, WEST],
      ['crown', NORTH],
      ['suspend'],
    ])
      expect((await refusal(['propose', ...typed], as(root, NORTH))).error.code).toBe('USAGE')
  }, 60_000)
})
