import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { logsOf } from '../../provisioner/checkpoint/logs-of.ts'
import { chainsAt, FOUR, journalOf } from './anchored.ts'
import { answer, endOf, start } from './cli.ts'
import { holdingProxy } from './holding-proxy.ts'
import { until } from './processes.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH] = FOUR

let root = ''
let stands: Stands
let chains: Awaited<ReturnType<typeof chainsAt>>
let connection = ''
let direct = ''

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root)
  chains = await chainsAt(stands)
  connection = join(root, 'homes', NORTH, 'connection.json')
  direct = await readFile(connection, 'utf8')
  await writeFile(join(root, 'values.ndjson'), '{"infusion":1}\n{"infusion":2}\n')
}, 120_000)

afterAll(() => chains?.close())

/** Roots on chain, as often as they stand there. */
async function committed(): Promise<string[]> {
  const range = { from: 0, to: await chains.chain.getBlockNumber() }
  const logs = await logsOf(chains.chain, { CommitmentRegistry: ['BatchCommitted'] }, range)
  return logs.map(({ event }) => event.args['root'])
}

const listed = async () =>
  (await answer<{ records: { batch: string }[] }>(['record', 'list'], as(root, NORTH))).records.map(
    ({ batch }) => batch,
  )

/** Runs a command until its node is asked for this, and kills it there. */
async function killAt(method: string, typed: readonly string[] = ['record', 'put', 'values.ndjson']): Promise<void> {
  const proxy = await holdingProxy(stands.rpc[0] ?? '', method)
  await writeFile(connection, JSON.stringify({ ...JSON.parse(direct), rpc: proxy.rpc }))
  const running = start([...typed, '--json'], as(root, NORTH))
  const ended = endOf(running)
  await until(`${method} is asked for`, () => proxy.held)
  running.kill('SIGKILL')
  expect(await ended).toEqual([null, 'SIGKILL'])
  await writeFile(connection, direct)
}

describe('records whose putting is killed', () => {
  // Before the transaction is signed; when it is journalled and not sent; when it is sent and not known to be mined.
  it.each(['eth_estimateGas', 'eth_sendRawTransaction', 'eth_getTransactionReceipt'])(
    'at %s: are in the vault, and their batch is committed to exactly once, by whatever comes next',
    async (method) => {
      const before = await committed()
      await killAt(method)
      const next = method === 'eth_estimateGas' ? ['record', 'list'] : ['record', 'put', 'values.ndjson']
      await answer(next, as(root, NORTH))
      const batches = new Set(await listed())
      const after = await committed()
      expect(after.length).toBeGreaterThan(before.length)
      expect(new Set(after)).toEqual(batches)
      expect(after).toHaveLength(batches.size)
      const signed = (await journalOf(root, NORTH)).filter(({ what }) => what === 'a batch of commitments')
      expect(signed).toHaveLength(after.length)
    },
    60_000,
  )
})

describe('a command that is killed once it has signed', () => {
  // When it is journalled and not sent; when it is sent and not known to be mined.
  const moments = ['eth_sendRawTransaction', 'eth_getTransactionReceipt']

  it.each(moments)('at %s: run again, it has opened one fleet', async (method) => {
    const fleets = async () => (await answer<{ fleets: unknown[] }>(['fleet', 'list'], as(root, NORTH))).fleets.length
    const before = await fleets()
    await killAt(method, ['fleet', 'open'])
    expect((await answer<{ fleet: number }>(['fleet', 'open'], as(root, NORTH))).fleet).toBe(before + 1)
    expect(await fleets()).toBe(before + 1)
    expect((await answer<{ fleet: number }>(['fleet', 'open'], as(root, NORTH))).fleet).toBe(before + 2)
  })

  it.each(moments)('at %s: run again, it has made one proposal, with the text that is kept', async (method) => {
    const typed = ['propose', 'parameter', 'cadence', method === moments[0] ? '11m' : '12m', '--text', 'slower']
    const proposals = async () =>
      (await answer<{ proposals: { id: string }[] }>(['proposals'], as(root, NORTH))).proposals
    const ids = async () => (await proposals()).map(({ id }) => id)
    const before = await ids()
    await killAt(method, typed)
    const { short } = await answer<{ short: string }>(typed, as(root, NORTH))
    expect((await ids()).filter((one) => !before.includes(one))).toEqual([short])
    const file = join(root, 'homes', NORTH, 'proposals', `${short}.json`)
    expect(JSON.stringify(await answer(['show', short, '--text', file], as(root, NORTH)))).toContain('slower')
    const other = await answer<{ short: string }>([...typed.slice(0, -1), 'for another reason'], as(root, NORTH))
    expect(other.short).not.toBe(short)
  })
})
