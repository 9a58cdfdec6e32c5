import { copyFile, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import { readDirectory } from '../../network/ceremony/directory-read.ts'
import { parseConsortium } from '../../network/consortium/parse-consortium.ts'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { organisationId } from '../../network/slug.ts'
import { read } from '../../provisioner/chain/read.ts'
import { logsOf } from '../../provisioner/checkpoint/logs-of.ts'
import { agreeAndSign, chainsAt, type Did, each, FOUR, intoNextWindow, journalOf, rogue } from './anchored.ts'
import { answer, endOf, quorate, refusal, start } from './cli.ts'
import { holdingProxy } from './holding-proxy.ts'
import { until } from './processes.ts'
import { as, exampleFile, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR

let root = ''
let home = ''
let backup = ''
let stands: Stands
let chains: Awaited<ReturnType<typeof chainsAt>>
const north = <T>(...typed: string[]) => answer<T>(typed, as(root, NORTH))
const didOf = (parts: readonly Did[]) => parts.map(({ did }) => did)

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  home = join(root, 'homes', NORTH)
  backup = join(root, 'north.backup')
  stands = await rehearsal(root)
  chains = await chainsAt(stands)
  await intoNextWindow(chains.chain)
}, 120_000)

afterAll(() => chains?.close())

/** The digests that the board holds this member's signatures of, by sequence. */
async function signedBy(member: string): Promise<[number, string][]> {
  const range = { from: 0, to: await chains.chain.getBlockNumber() }
  const logs = await logsOf(chains.chain, { CheckpointBoard: ['CheckpointSigned'] }, range)
  const own = logs.filter(({ event }) => event.args['organisation'].toLowerCase() === organisationId(member))
  return own.map(({ event }) => [Number(event.args['sequence']), event.args['digest']])
}

/** Puts an endpoint record on chain by the agent of some member. */
async function announce(by: string, record: Endpoints): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(record))
  const given = [organisationId(record.member), bytes]
  const data = interfaceOf('NodeRegistry').encodeFunctionData('announceEndpoints', given)
  const agent = await rogue(root, by, chains.chain)
  await (await agent.sendTransaction({ to: predeploys.NodeRegistry, data, gasPrice: 0, type: 0 })).wait()
}

/** Loses the home as a fire would, and makes it again from the backup. */
async function loseAndRestore(): Promise<void> {
  await rm(home, { recursive: true })
  await north('restore', backup)
  await north('restore', '--old-node-is-gone')
  const rpc = ['--rpc', stands.rpc[0] ?? '', '--public-rpc', stands.publicRpc]
  await north('apply', '--target', 'embedded', ...rpc)
}

describe('a member that lost its home and restores an old backup', () => {
  /** Signed by the lost home, and on no board yet: the bytes that its journal knew, and the backup does not. */
  let onItsWay = ''

  it('makes the backup while it goes on: one file for its owner alone, and no connection, node or vault in it', async () => {
    const { home: made, vault } = await north<{ home: { files: string[] }; vault: null }>('backup', '--out', backup)
    expect(made.files).toEqual(
      expect.arrayContaining(['home.json', 'journal.ndjson', 'keys/checkpoint.json', 'lock.json']),
    )
    expect(made.files.filter((file) => /connection|vault|nodes|logs|busy/.test(file))).toEqual([])
    expect([vault, (await stat(backup)).mode & 0o777]).toEqual([null, 0o600])
    expect((await refusal(['backup', '--out', backup], as(root, NORTH))).error.code).toBe('FILE_EXISTS')
    // By whatever way: what lies in the home is lost with it.
    const { home: own = '' } = as(root, NORTH)
    const link = join(await newFolder(), 'link')
    await symlink(own, link)
    for (const [home, out] of [
      [link, join(own, 'x.backup')],
      [own, join(link, 'x.backup')],
    ] as const)
      expect((await quorate(['backup', '--out', out], { ...as(root, NORTH), home })).code).toBe(2)
  }, 30_000)

  it('signs nothing though no board shows what it signed: the signature is still on its way', async () => {
    expect(didOf(await each(root, FOUR))).toEqual(expect.arrayContaining(['agreed', 'proposed']))
    // The lost home signs and journals, and is killed before its node takes the transaction.
    const connection = join(home, 'connection.json')
    const direct = await readFile(connection, 'utf8')
    const proxy = await holdingProxy(stands.rpc[0] ?? '', 'eth_sendRawTransaction')
    await writeFile(connection, JSON.stringify({ ...JSON.parse(direct), rpc: proxy.rpc }))
    const signing = start(['checkpoint', '--json'], as(root, NORTH))
    const ended = endOf(signing)
    await until('the signature is about to be sent', () => proxy.held)
    signing.kill('SIGKILL')
    await ended
    const lost = await journalOf(root, NORTH)
    expect(lost.map(({ event }) => event)).toContain('signature.released')
    onItsWay = String(lost.findLast(({ event }) => event === 'transaction.signed')?.['raw'])

    await loseAndRestore()
    expect((await journalOf(root, NORTH)).map(({ event }) => event)).not.toContain('signature.released')
    expect(await signedBy(NORTH)).toEqual([])
    expect(didOf(await each(root, [NORTH, SOUTH, ALPHA, NORTH]))).toEqual(['nothing', 'signed', 'signed', 'nothing'])
    expect(await signedBy(NORTH)).toEqual([])
  }, 90_000)

  it('takes what arrives late for its own, and signs that sequence never again', async () => {
    await (await chains.chain.broadcastTransaction(onItsWay)).wait()
    const { digest } = await read(chains.chain, 'CheckpointBoard', 'decision', 1n)
    expect(await signedBy(NORTH)).toEqual([[1, digest]])
    expect(didOf(await each(root, [NORTH]))).toEqual(['nothing'])
    const forgotten = (await journalOf(root, NORTH)).filter(({ event }) => event === 'signature.forgotten')
    expect(forgotten.map(({ kind, number }) => [kind, number ?? null])).toEqual([
      ['home', null],
      ['home', null],
      ['checkpoint', 1],
    ])
  }, 30_000)

  it('sits out the whole next window, in which the others go on without it', async () => {
    await intoNextWindow(chains.chain)
    expect(didOf(await agreeAndSign(root, [NORTH, SOUTH, ALPHA, BETA]))).toEqual([
      ...['nothing', 'proposed', 'agreed', 'agreed'],
      ...['nothing', 'signed', 'signed', 'signed'],
    ])
  }, 60_000)

  it('takes part again in the window after that, and has signed nothing twice', async () => {
    await intoNextWindow(chains.chain)
    // Its signature of the newest checkpoint, which it never gave, comes first; then its part in the next.
    const parts = [...(await agreeAndSign(root, [NORTH, SOUTH, ALPHA])), ...(await each(root, [NORTH]))]
    const own = parts.filter((_, i) => i % 3 === 0).map(({ did, sequence }) => [did, sequence])
    expect(own).toEqual([
      ['signed', 2],
      ['agreed', 3],
      ['signed', 3],
    ])
    const signed = await signedBy(NORTH)
    expect(signed.map(([sequence]) => sequence)).toEqual([1, 2, 3])
    for (const [sequence, digest] of signed)
      expect((await read(chains.chain, 'CheckpointBoard', 'decision', BigInt(sequence))).digest).toBe(digest)
  }, 60_000)

  it('restores over nothing, and nothing from half a backup', async () => {
    expect((await refusal(['restore', backup], as(root, NORTH))).error.code).toBe('HOME_EXISTS')
    const half = join(root, 'half.backup')
    const whole = await readFile(backup)
    await writeFile(half, whole.subarray(0, whole.length / 2), { mode: 0o600 })
    const elsewhere = { ...as(root, NORTH), home: join(root, 'elsewhere') }
    expect((await refusal(['restore', half], elsewhere)).error.code).toBe('BACKUP_DAMAGED')
    await expect(stat(elsewhere.home)).rejects.toMatchObject({ code: 'ENOENT' })
  }, 30_000)
})

describe('what a member gives a joiner, and keeps for people', () => {
  it('is a directory that checks out by itself, signed by its agent, with the records of members', async () => {
    const south = await answer<Endpoints>(['endpoints', '--set', `${SOUTH}-1=198.51.100.7:30303`], as(root, SOUTH))
    const alpha = await answer<Endpoints>(['endpoints', '--set', `${ALPHA}-1=192.0.2.7:30303`], as(root, ALPHA))
    await announce(ALPHA, alpha)
    // Any agent may announce for anybody; what its member did not sign is not believed, however high its serial.
    await announce(BETA, { ...alpha, serial: alpha.serial + 9 })
    const file = join(root, 'directory.json')
    await answer(['directory', '--out', file], as(root, SOUTH))
    const reading = await readDirectory(await readFile(file, 'utf8'), file)
    expect(reading).toMatchObject({ ok: true, giver: { member: SOUTH, inLock: true } })
    if (!reading.ok) return
    expect(reading.records.map(({ member, serial }) => [member, serial])).toEqual([
      [ALPHA, alpha.serial],
      [SOUTH, south.serial],
    ])
    expect(reading.directory.members.map(({ name, status }) => [name, status])).toEqual(
      [...FOUR].sort().map((name) => [name, 'active']),
    )
    expect(reading.lock.founding.networkId).toBe(stands.network.networkId)
    await copyFile(file, `${file}.forged`)
    const forged = (await readFile(file, 'utf8')).replace('198.51.100.7', '198.51.100.8')
    expect((await readDirectory(forged)).ok).toBe(false)
  }, 60_000)

  it('is a picture in the form of a description, which reads, and says that it founds nothing', async () => {
    const file = join(root, 'now.yaml')
    await north('export', '--out', file)
    const text = await readFile(file, 'utf8')
    expect(text.split('\n').slice(0, 2).join(' ')).toMatch(/block \d+ .*founds nothing/)
    const reading = parseConsortium(text, file)
    const before = parseConsortium(await readFile(exampleFile('four-members'), 'utf8'), 'four-members.yaml')
    if (!reading.ok || !before.ok) throw new Error('it does not read')
    const sorted = (members: readonly { name: string }[]) => members.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    expect({ ...reading.consortium, members: sorted(reading.consortium.members) }).toEqual({
      ...before.consortium,
      members: sorted(before.consortium.members),
    })
  }, 30_000)
})
