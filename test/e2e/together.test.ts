import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { withHomeLock } from '../../provisioner/home/home-lock.ts'
import { answer, quorate, type Result } from './cli.ts'
import { foundersOf } from './members.ts'
import { chainsOf } from './processes.ts'
import { newFolder, rehearsing, type Stands } from './rehearsals.ts'

const codeOf = ({ json }: Result) => (json as { error?: { code: string } } | undefined)?.error?.code

describe('two at once', () => {
  it('rehearsals in one folder give one network: one stands, the other is refused', async () => {
    const root = join(await newFolder(), 'rehearsal')
    const runs = await Promise.all([1, 2].map(() => quorate([...rehearsing(root), '--json'])))
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 1])
    expect(runs.map(codeOf).filter((code) => code !== undefined)).toEqual(['REHEARSAL_BUSY'])
    const stands = runs.find(({ code }) => code === 0)?.json as Stands
    expect(JSON.parse(readFileSync(join(root, 'founding.json'), 'utf8')).networkId).toBe(stands.network.networkId)
    expect(chainsOf(root)).toHaveLength(2)
    const [again, down] = await Promise.all([
      quorate([...rehearsing(root), '--json']),
      quorate(['down', '--json', '--home', root]),
    ])
    expect([undefined, 'REHEARSAL_BUSY']).toContain(codeOf(again))
    expect([undefined, 'REHEARSAL_BUSY']).toContain(codeOf(down))
    await answer(['down', '--home', root])
    expect(chainsOf(root)).toEqual([])
  }, 180_000)

  it('commands in one home come one after the other, or one of them is told that it is busy', async () => {
    const founders = await foundersOf({ rehearsal: true })
    const member = founders.as('hospital-north')
    const set = (port: number) =>
      quorate(['endpoints', '--set', `hospital-north-1=203.0.113.7:${port}`, '--json'], member)
    const runs = await Promise.all([30303, 30304, 30305, 30306].map(set))
    const done = runs.filter(({ code }) => code === 0)
    expect(
      runs
        .filter(({ code }) => code !== 0)
        .map(codeOf)
        .every((code) => code === 'HOME_BUSY'),
    ).toBe(true)
    expect(done.length).toBeGreaterThan(0)
    const serials = done.map(({ json }) => (json as { serial: number }).serial).sort()
    expect(new Set(serials).size).toBe(done.length)
  }, 60_000)

  it('a list and a backup wait for an agent that has the home for a moment', async () => {
    const founders = await foundersOf({ rehearsal: true })
    const member = founders.as('hospital-north')
    const typed = [
      ['record', 'list'],
      ['backup', '--out', join(founders.folder, 'north.backup')],
    ]
    const runs = await withHomeLock(member.home ?? '', async () => {
      const begun = typed.map((words) => quorate([...words, '--json'], member))
      await setTimeout(3_000)
      return begun
    })
    expect((await Promise.all(runs)).map(({ code, stderr }) => [code, stderr.includes('waiting for it')])).toEqual([
      [0, true],
      [0, true],
    ])
  }, 60_000)

  it('inits of one home make one home, whole, with the keys of one of them', async () => {
    const founders = await foundersOf({ rehearsal: true })
    const home = join(founders.folder, 'contested')
    const init = ['init', 'devices-beta', '--spec', founders.spec, '--rehearsal', '--json']
    const runs = await Promise.all([1, 2, 3].map(() => quorate(init, { ...founders.as('devices-beta'), home })))
    const made = runs.filter(({ code }) => code === 0)
    expect(made).toHaveLength(1)
    expect(runs.map(codeOf).filter((code) => code !== undefined)).toEqual(['HOME_EXISTS', 'HOME_EXISTS'])
    const { officer } = await answer<{ officer: string }>(['card'], { ...founders.as('devices-beta'), home })
    expect((made[0]?.json as { addresses: { officer: string } } | undefined)?.addresses.officer).toBe(
      officer.toLowerCase(),
    )
  }, 60_000)

  it('approvals of one member write one and the same file', async () => {
    const founders = await foundersOf({ rehearsal: true })
    const founding = join(founders.folder, 'founding.json')
    await answer(['found', '--spec', founders.spec, '--cards', founders.cards, '--out', founding, '--rehearsal'])
    const out = join(founders.folder, 'approval.json')
    const runs = await Promise.all(
      [1, 2].map(() => quorate(['approve', founding, '--out', out], founders.as('devices-beta'))),
    )
    expect(runs.map(({ code }) => code)).toEqual([0, 0])
  }, 60_000)
})
