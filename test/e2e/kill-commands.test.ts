import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { openHome } from '../../provisioner/home/open-home.ts'
import { answer } from './cli.ts'
import { changed, contentsOf, killAfter, momentsIn } from './kill.ts'
import { approveAll, type Founders, foundersOf, NAMES } from './members.ts'

const MEMBER = 'hospital-south'
const KILLS = 7
let founders: Founders
let approvals: string[]
let seconds = 0
const inFolder = (...path: string[]) => join(founders.folder, ...path)

beforeAll(async () => {
  founders = await foundersOf({ rehearsal: true })
  approvals = await approveAll(founders, '--rehearsal')
  // How long a command takes on this machine at this moment: kills fall within that.
  const begun = performance.now()
  await answer(['approve', inFolder('founding.json'), '--out', approvals[1] ?? ''], founders.as(MEMBER))
  seconds = (performance.now() - begun) / 1000
}, 120_000)

const moments = (share: number) => momentsIn(30, share * seconds * 1000, KILLS)

describe('a command that is killed', () => {
  it('init: there is a whole home or none, and the next one leaves nothing of the killed ones behind', async () => {
    for (const moment of moments(0.6)) {
      const home = inFolder('killed', `after-${Math.round(moment)}`, 'home')
      mkdirSync(dirname(home), { recursive: true })
      const options = { ...founders.as(MEMBER), home }
      const init = ['init', MEMBER, '--spec', founders.spec, '--rehearsal']
      await killAfter(moment, init, options)
      if (existsSync(home)) expect((await openHome(home)).record.member).toBe(MEMBER)
      else await answer(init, options)
      expect((await openHome(home)).record.member).toBe(MEMBER)
      await answer(['card'], options)
      expect(readdirSync(dirname(home))).toEqual(['home'])
    }
  }, 120_000)

  it('card: the home is as it was, and there is one card, in the home and outside', async () => {
    const home = founders.as(MEMBER).home ?? ''
    const out = inFolder('card.json')
    for (const moment of moments(0.6)) {
      rmSync(join(home, 'card.json'), { force: true })
      rmSync(out, { force: true })
      const before = contentsOf(home, /^(home\.json|keys\/)/)
      await killAfter(moment, ['card', '--out', out], founders.as(MEMBER))
      expect(changed(before, contentsOf(home, /./))).toEqual([])
      const kept = existsSync(join(home, 'card.json')) ? readFileSync(join(home, 'card.json'), 'utf8') : undefined
      await answer(['card', '--out', out], founders.as(MEMBER))
      expect(readFileSync(out, 'utf8')).toBe(readFileSync(join(home, 'card.json'), 'utf8'))
      if (kept !== undefined) expect(readFileSync(out, 'utf8')).toBe(kept)
    }
  }, 120_000)

  it('approve and seal: the file is whole or not there, and always the same bytes', async () => {
    const founding = inFolder('founding.json')
    const member = NAMES[0]
    const card = founders.as(member)
    const [approval, lock] = [approvals[0] ?? '', inFolder('lock.json')]
    const approve = ['approve', founding, '--out', approval]
    const seal = ['seal', founding, ...approvals, '--out', lock]
    await answer(seal)
    for (const { typed, out, options } of [
      { typed: approve, out: approval, options: card },
      { typed: seal, out: lock, options: {} },
    ]) {
      const whole = readFileSync(out, 'utf8')
      for (const moment of moments(1)) {
        rmSync(out, { force: true })
        await killAfter(moment, typed, options)
        if (existsSync(out)) expect(readFileSync(out, 'utf8')).toBe(whole)
        await answer(typed, options)
        expect(readFileSync(out, 'utf8')).toBe(whole)
      }
    }
  }, 120_000)
})
