import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { withHomeLock } from '../../provisioner/home/home-lock.ts'
import { answer, endOf, refusal, start } from './cli.ts'
import { until } from './processes.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const

let root = ''
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const homeOf = (member: string) => join(root, 'homes', member)
const holding = <T>(member: string, work: () => Promise<T>) => withHomeLock(homeOf(member), work)

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
}, 120_000)

/** A command of this member that waits by the chain's clock; `times` counts what it has said that it waits for. */
function waiting(member: string, ...typed: string[]) {
  const child = start([...typed, '--wait', '--json'], as(root, member))
  const ended = endOf(child)
  let [stdout, stderr] = ['', '']
  child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text) => (stderr += text))
  return {
    /** Once it waits, its home is free for whoever needs it. */
    async waits(times: number) {
      await until('it waits', () => stderr.split("by the chain's clock").length > times, 30_000)
      await holding(member, async () => undefined)
    },
    async answer() {
      const [code] = await ended
      if (code !== 0) throw new Error(`${code}\n${stdout}\n${stderr}`)
      return JSON.parse(stdout) as { transaction: string | null; state?: string; vote?: string }
    },
  }
}

async function proposed(...what: string[]): Promise<string> {
  return (await run<{ short: string }>(NORTH, 'propose', ...what)).short
}

describe('a command that waits by the chain’s clock', () => {
  it('leaves the home to others meanwhile: a vote until it opens, an execution until vote and timelock are over', async () => {
    const short = await proposed('suspend', BETA)
    const vote = waiting(NORTH, 'vote', short, 'for')
    await vote.waits(1)
    await run(NORTH, 'advance', '2m')
    expect(await vote.answer()).toMatchObject({ vote: 'for' })
    for (const member of [SOUTH, ALPHA]) await run(member, 'vote', short, 'for')
    const execution = waiting(NORTH, 'execute', short)
    await execution.waits(1)
    await run(SOUTH, 'advance', '3d')
    await execution.waits(2)
    await run(SOUTH, 'advance', '1d')
    expect(await execution.answer()).toMatchObject({ state: 'executed', transaction: expect.stringMatching(/^0x/) })
  }, 180_000)

  it('waits on where a late vote has moved the end', async () => {
    const short = await proposed('reinstate', BETA)
    await run(NORTH, 'advance', '2m')
    for (const member of [NORTH, SOUTH]) await run(member, 'vote', short, 'for')
    const execution = waiting(SOUTH, 'execute', short)
    await execution.waits(1)
    await run(NORTH, 'advance', '71h')
    await run(ALPHA, 'vote', short, 'for')
    await run(NORTH, 'advance', '2h')
    await execution.waits(2)
    await run(NORTH, 'advance', '17h')
    await execution.waits(3)
    await run(NORTH, 'advance', '1d')
    expect(await execution.answer()).toMatchObject({ state: 'executed', transaction: expect.stringMatching(/^0x/) })
  }, 180_000)

  it('is done where another has carried it out meanwhile', async () => {
    const short = await proposed('suspend', BETA)
    await run(NORTH, 'advance', '2m')
    for (const member of [NORTH, SOUTH, ALPHA]) await run(member, 'vote', short, 'for')
    const execution = waiting(NORTH, 'execute', short)
    await execution.waits(1)
    await holding(NORTH, async () => {
      await run(SOUTH, 'advance', '3d')
      await run(SOUTH, 'execute', short)
      await run(SOUTH, 'advance', '1d')
      await run(SOUTH, 'execute', short)
    })
    expect(await execution.answer()).toMatchObject({ state: 'executed' })
    expect((await refusal(['execute', short, '--wait'], as(root, NORTH))).error.code).toBe('PROPOSAL_NOT_EXECUTABLE')
  }, 180_000)
})

describe('a command that has to ask for the passphrase', () => {
  it('does so before it takes the home', async () => {
    const absent = { ...as(root, NORTH), passphrase: join(root, 'absent') }
    const { error } = await holding(NORTH, () => refusal(['vote', '00000000', 'for'], absent))
    expect(error.code).toBe('PASSPHRASE_UNREADABLE')
  }, 60_000)
})
