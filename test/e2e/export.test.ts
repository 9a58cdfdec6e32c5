import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { parseConsortium } from '../../network/consortium/parse-consortium.ts'
import { readLock } from '../../provisioner/founding/read.ts'
import { FOUR } from './anchored.ts'
import { answer, quorate, refusal } from './cli.ts'
import { decided } from './decided.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH] = FOUR
let root = ''
const run = <T>(...typed: string[]) => answer<T>(typed, as(root, NORTH))
const refused = async (...typed: string[]) => (await refusal(typed, as(root, NORTH))).error.code

/** What the description says of the chain, once nothing is wrong with it. */
async function exported(name: string) {
  const file = join(root, name)
  await run('export', '--out', file)
  expect((await answer<{ problems: unknown[] }>(['check', file])).problems).toEqual([])
  const reading = parseConsortium(await readFile(file, 'utf8'), file)
  return { file, chain: reading.ok ? reading.consortium.chain : undefined }
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
  await decided(root, FOUR, 'amend', 'block-period', '10', '+40d')
}, 240_000)

describe('the present consortium as a description', () => {
  it('is printed as it would be written', async () => {
    const { file } = await exported('written.yaml')
    const { stdout } = await quorate(['export'], as(root, NORTH))
    const described = (text: string) => text.slice(text.indexOf('\nformat:'))
    expect(described(stdout)).toMatch(/^\nformat: quorate\//)
    expect(described(stdout)).toBe(described(await readFile(file, 'utf8')))
  }, 60_000)
})

describe('the present consortium as a description, while a slower pace than the founders’ was decided', () => {
  it('has the founders’ pace until the other begins', async () => {
    const { chain } = await exported('before.yaml')
    expect(chain).toMatchObject({ blockPeriodSeconds: 2, requestTimeoutSeconds: 4 })
  }, 60_000)

  it('has the slower one once it is in force, is accepted, and founds a network of that pace', async () => {
    await run('advance', '41d')
    const { file, chain } = await exported('after.yaml')
    expect(chain).toMatchObject({ blockPeriodSeconds: 10, requestTimeoutSeconds: 20 })
    const other = join(await newFolder(), 'rehearsal')
    const typed = ['rehearse', '--spec', file, '--target', 'embedded', '--detach', '--home', other]
    const stands = await answer<Stands>(typed)
    const { founding } = await readLock(join(other, 'lock.json'))
    expect(founding.genesis.config.qbft).toMatchObject({ blockperiodseconds: 10, requesttimeoutseconds: 20 })
    expect(founding.networkId).toBe(stands.network.networkId)
    expect(await answer(['status'], as(other, NORTH))).toMatchObject({
      members: FOUR.toSorted().map((name) => ({ name, status: 'active' })),
    })
  }, 120_000)

  it('is never made unreadable by a pace or a cadence that leaves a checkpoint’s window fewer than five blocks', async () => {
    expect(await refused('propose', 'parameter', 'cadence', '49s')).toBe('USAGE')
    await decided(root, FOUR, 'parameter', 'cadence', '1m')
    expect(await refused('propose', 'amend', 'block-period', '13', '+40d')).toBe('USAGE')
    await decided(root, FOUR, 'amend', 'block-period', '12', '+40d')
    expect(await refused('propose', 'parameter', 'cadence', '59s')).toBe('USAGE')
    await run('advance', '41d')
    expect((await exported('tight.yaml')).chain).toMatchObject({ blockPeriodSeconds: 12, requestTimeoutSeconds: 24 })
    expect((await quorate(['check', join(root, 'tight.yaml')])).code).toBe(0)
  }, 240_000)
})
