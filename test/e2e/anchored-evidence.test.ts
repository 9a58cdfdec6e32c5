import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { DETERMINISTIC_DEPLOYER } from '../../network/checkpoint/anchor-address.ts'
import { toBase64 } from '../../network/checkpoint/base64.ts'
import { verifyEvidence } from '../../network/checkpoint/verify.ts'
import { fromHex } from '../../network/hex.ts'
import { anchorOf, foundingSigners, readAnchorHead } from '../../provisioner/anchors/anchor.ts'
import { readLock } from '../../provisioner/founding/read.ts'
import { agreeAndSign, chainsAt, FOUR, intoNextWindow, journalOf } from './anchored.ts'
import { answer, endOf, quorate, refusal, start } from './cli.ts'
import { holdingProxy } from './holding-proxy.ts'
import { until } from './processes.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA] = FOUR
const RECORDS = 1000

interface Verified {
  readonly good: boolean
  readonly verdict: Readonly<Record<string, string>>
  readonly findings: readonly { code: string; layer: string }[]
}
interface Anchor {
  readonly sequence: number
  readonly state: string
  readonly transaction: string
}

let root = ''
let stands: Stands
let chains: Awaited<ReturnType<typeof chainsAt>>
let records: readonly string[]
let lock = ''
const file = (name: string) => join(root, `${name}.json`)

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root)
  chains = await chainsAt(stands)
  await intoNextWindow(chains.chain)
  lock = join(root, 'homes', NORTH, 'lock.json')
  const values = Array.from({ length: RECORDS }, (_, i) => JSON.stringify({ infusion: i, millilitres: i % 50 }))
  await writeFile(join(root, 'values.ndjson'), `${values.join('\n')}\n`)
  records = (await answer<{ records: string[] }>(['record', 'put', 'values.ndjson'], as(root, NORTH))).records
  await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
}, 180_000)

afterAll(() => chains?.close())

const anchors = async () => (await answer<{ anchors: Anchor[] }>(['anchors'], as(root, SOUTH))).anchors
const put = async (name: string, document: unknown) => writeFile(file(name), JSON.stringify(document))
const evidenceOf = async (name: string) => JSON.parse(await readFile(file(name), 'utf8'))

/** A verdict that may be bad: its exit code says so. */
async function verify(name: string, ...more: string[]): Promise<Verified & { code: number | null }> {
  const { code, json, stdout, stderr } = await quorate(['verify', file(name), '--json', ...more])
  if (json === undefined) throw new Error(`${stdout}\n${stderr}`)
  return { ...(json as Verified), code }
}

describe('anchoring', () => {
  it('needs the contract, and gas to pay with, and says so', async () => {
    expect((await refusal(['anchor'], as(root, SOUTH))).error.code).toBe('ANCHOR_ABSENT')
    expect((await refusal(['anchor', 'deploy'], as(root, SOUTH))).error.code).toBe('RELAYER_UNFUNDED')
    await answer(['anchor', 'fund'], as(root, SOUTH))
    const [first, second] = [
      await answer<{ anchors: { contract: string }[] }>(['anchor', 'deploy'], as(root, SOUTH)),
      await answer<{ anchors: { contract: string }[] }>(['anchor', 'deploy'], as(root, SOUTH)),
    ]
    expect(first.anchors).toEqual(second.anchors)
    expect(first.anchors).toMatchObject([{ chain: 'base' }])
    expect(await anchors()).toEqual([])
  }, 60_000)

  it('killed between its journal and the sending, it is pending; then it is sent once, the very same bytes', async () => {
    const proxy = await holdingProxy(stands.publicRpc, 'eth_sendRawTransaction')
    const connection = join(root, 'homes', SOUTH, 'connection.json')
    const before = await readFile(connection, 'utf8')
    await writeFile(connection, JSON.stringify({ ...JSON.parse(before), publicChains: { base: [proxy.rpc] } }))
    const relayer = start(['anchor', '--json'], as(root, SOUTH))
    const ended = endOf(relayer)
    await until('the sending is held', () => proxy.held)
    relayer.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
    const signed = (await journalOf(root, SOUTH)).filter(({ event }) => event === 'transaction.signed').at(-1)
    expect(await anchors()).toMatchObject([{ sequence: 1, state: 'pending', transaction: signed?.['hash'] }])
    await writeFile(connection, before)
    for (let again = 0; again < 2; again += 1) await answer(['anchor'], as(root, SOUTH))
    expect(await anchors()).toMatchObject([{ sequence: 1, state: 'finalised', transaction: signed?.['hash'] }])
    const nonces = (await journalOf(root, SOUTH)).filter(({ event }) => event === 'transaction.signed')
    expect(nonces.filter(({ what }) => what === 'anchoring of checkpoint 1')).toHaveLength(1)
  }, 60_000)

  it('comes in order, each once, though two relay at once', async () => {
    for (let more = 0; more < 2; more += 1) {
      await intoNextWindow(chains.chain)
      await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
    }
    await answer(['anchor', 'fund'], as(root, ALPHA))
    await Promise.all([SOUTH, ALPHA].map((member) => answer(['anchor'], as(root, member))))
    expect((await anchors()).map(({ sequence, state }) => [sequence, state])).toEqual(
      [1, 2, 3].map((sequence) => [sequence, 'finalised']),
    )
    expect(await readAnchorHead(chains.publicChain, anchorOf(await readLock(lock)))).toMatchObject({
      sequence: 3,
      epoch: 1,
    })
  }, 90_000)
})

describe('evidence of one record in a thousand', () => {
  it('is at most 3,000 bytes, and is verified in at most 50 ms', async () => {
    await answer(['evidence', records[7] ?? '', '--public', '--out', file('public')], as(root, NORTH))
    const text = await readFile(file('public'), 'utf8')
    expect(text.length).toBeLessThanOrEqual(3000)
    const { founding } = await readLock(lock)
    const trust = { networkId: founding.networkId, founders: foundingSigners(await readLock(lock)) }
    const times = Array.from({ length: 40 }, () => {
      const begun = performance.now()
      expect(verifyEvidence(JSON.parse(text), trust).good).toBe(true)
      return performance.now() - begun
    }).sort((a, b) => a - b)
    const median = times[20] ?? Number.NaN
    process.stdout.write(
      `public evidence: ${text.length} bytes, verified in ${median.toFixed(1)} ms (median), first ${times.at(-1)?.toFixed(1)} ms at most, on ${cpus()[0]?.model}\n`,
    )
    expect(median).toBeLessThanOrEqual(50)
  }, 60_000)

  it('is good for who trusts the lock, and for nobody who trusts another’s', async () => {
    expect(await verify('public', '--lock', lock)).toMatchObject({
      code: 0,
      good: true,
      verdict: { organisations: 'ok', seals: 'none', fact: 'ok', anchor: 'claimed', opening: 'none' },
    })
    const other = await readLock(lock)
    const id = `${other.founding.networkId.slice(0, -1)}${other.founding.networkId.endsWith('0') ? '1' : '0'}`
    expect(await verify('public', '--network', id)).toMatchObject({ code: 1, verdict: { organisations: 'invalid' } })
    const alone = await verify('public')
    expect(alone).toMatchObject({ code: 1, verdict: { organisations: 'not-compared', fact: 'ok' } })
  }, 60_000)

  it('is taken by `check`, which holds it against the lock beside it', async () => {
    expect(await answer(['check', file('public'), lock])).toMatchObject({
      files: [{ kind: 'evidence' }, { kind: 'lock' }],
      problems: [],
    })
    const alone = await quorate(['check', file('public'), '--json'])
    expect([alone.code, alone.json]).toMatchObject([1, { problems: [{ code: 'SIGNATURE_UNPROVEN' }] }])
  }, 60_000)

  it('opens to the value and no other; of another record or with another salt it does not', async () => {
    await answer(['evidence', records[7] ?? '', '--out', file('member')], as(root, NORTH))
    expect(await verify('member', '--lock', lock)).toMatchObject({ code: 0, verdict: { opening: 'ok' } })
    const member = await evidenceOf('member')
    await put('other-value', { ...member, opening: { ...member.opening, value: { infusion: 7, millilitres: 8 } } })
    const salt = `${member.opening.salt.startsWith('A') ? 'B' : 'A'}${member.opening.salt.slice(1)}`
    await put('other-salt', { ...member, opening: { ...member.opening, salt } })
    for (const name of ['other-value', 'other-salt'])
      expect(await verify(name, '--lock', lock)).toMatchObject({
        code: 1,
        good: false,
        verdict: { fact: 'ok', opening: 'unopenable' },
      })
    await answer(['evidence', records[8] ?? '', '--out', file('neighbour')], as(root, NORTH))
    const { opening } = await evidenceOf('neighbour')
    await put('swapped', { ...member, opening })
    expect(await verify('swapped', '--lock', lock)).toMatchObject({ code: 1, verdict: { opening: 'unopenable' } })
    await put('stolen', {
      ...member,
      record: (await evidenceOf('neighbour')).record,
      opening: null,
      fact: { ...member.fact, index: member.fact.index + 1 },
    })
    expect(await verify('stolen', '--lock', lock)).toMatchObject({ code: 1, verdict: { fact: 'invalid' } })
  }, 60_000)

  it('shows with --history that the newest checkpoint goes on from its own, and not with another path', async () => {
    await answer(['evidence', records[7] ?? '', '--public', '--history', '--out', file('history')], as(root, NORTH))
    expect(await verify('history', '--lock', lock)).toMatchObject({ code: 0, good: true, verdict: { history: 'ok' } })
    const evidence = await evidenceOf('history')
    expect(evidence.later.checkpoint.sequence).toBe(3)
    for (const path of ['historyPath', 'evidencePath']) {
      const other = `${evidence.later[path].startsWith('A') ? 'B' : 'A'}${evidence.later[path].slice(1)}`
      await put('rewritten', { ...evidence, later: { ...evidence.later, [path]: other } })
      expect(await verify('rewritten', '--lock', lock)).toMatchObject({ code: 1, verdict: { history: 'invalid' } })
    }
    await put('cut', { ...evidence, later: null })
    expect(await verify('cut', '--lock', lock)).toMatchObject({ code: 0, verdict: { history: 'none' } })
  }, 60_000)

  it('is not to be had from a member that has not the record, nor before a checkpoint covers it', async () => {
    expect((await refusal(['evidence', records[7] ?? ''], as(root, SOUTH))).error.code).toBe('RECORD_UNKNOWN')
    const { records: young } = await answer<{ records: string[] }>(['record', 'put', 'values.ndjson'], as(root, SOUTH))
    expect((await refusal(['evidence', young[0] ?? ''], as(root, SOUTH))).error.code).toBe('RECORD_NOT_COVERED')
  }, 60_000)
})

describe('evidence looked up on the public chain', () => {
  const online = (name: string, rpc = stands.publicRpc) => verify(name, '--lock', lock, '--online', '--rpc', rpc)

  it('is finalised where the network’s own anchor says it', async () => {
    expect(await online('public')).toMatchObject({ code: 0, good: true, verdict: { anchor: 'finalised' } })
  }, 60_000)

  it('is as finalised where the file names no anchor, and not good where the anchor holds another of its sequence', async () => {
    const good = await evidenceOf('public')
    await put('unnamed', { ...good, anchors: [] })
    expect(await online('unnamed')).toMatchObject({ code: 0, good: true, verdict: { anchor: 'finalised' } })
    await put('another', {
      ...good,
      anchors: [],
      checkpoint: { ...good.checkpoint, notBefore: good.checkpoint.blockHash },
    })
    expect(await online('another')).toMatchObject({ code: 1, good: false, verdict: { anchor: 'diverged' } })
  }, 60_000)

  it('is pending, and anchored only included, until its chain calls the block final', async () => {
    const proxy = await holdingProxy(stands.publicRpc)
    proxy.finalBlock = 0
    expect(await online('public', proxy.rpc)).toMatchObject({ code: 0, good: true, verdict: { anchor: 'pending' } })
    const connections = [SOUTH, NORTH].map((member) => join(root, 'homes', member, 'connection.json'))
    const before = await Promise.all(connections.map((connection) => readFile(connection, 'utf8')))
    for (const [i, connection] of connections.entries())
      await writeFile(
        connection,
        JSON.stringify({ ...JSON.parse(before[i] ?? ''), publicChains: { base: [proxy.rpc] } }),
      )
    expect((await anchors()).map(({ state }) => state)).toEqual(['included', 'included', 'included'])
    await answer(['evidence', records[7] ?? '', '--public', '--out', file('early')], as(root, NORTH))
    expect((await evidenceOf('early')).anchors).toEqual([])
    for (const [i, connection] of connections.entries()) await writeFile(connection, before[i] ?? '')
    expect((await anchors()).map(({ state }) => state)).toEqual(['finalised', 'finalised', 'finalised'])
  }, 60_000)

  it('is diverged where another contract, or another checkpoint’s transaction, is named', async () => {
    const good = await evidenceOf('public')
    const [anchor] = good.anchors
    const third = (await anchors())[2]
    const named = {
      'other-contract': { contract: toBase64(fromHex(DETERMINISTIC_DEPLOYER)) },
      'other-transaction': { transaction: toBase64(fromHex(third?.transaction ?? '')) },
    }
    for (const [name, change] of Object.entries(named)) {
      await put(name, { ...good, anchors: [{ ...anchor, ...change }] })
      expect(await online(name)).toMatchObject({
        code: 1,
        good: false,
        verdict: { organisations: 'ok', anchor: 'diverged' },
      })
    }
  }, 60_000)

  it('needs somewhere to ask, and says when nobody answers there', async () => {
    const asked = ['verify', file('public'), '--online', '--lock', lock]
    expect((await refusal([...asked, '--rpc', 'http://127.0.0.1:9'])).error.code).toBe('RPC_UNREACHABLE')
    expect((await refusal(asked)).code).toBe(2)
  }, 60_000)

  it('needs the lock, since nothing in a file says where the network’s anchor stands', async () => {
    const { founding } = await readLock(lock)
    for (const trust of [[], ['--network', founding.networkId]]) {
      const { code } = await refusal(['verify', file('public'), ...trust, '--online', '--rpc', stands.publicRpc])
      expect(code).toBe(2)
    }
  }, 60_000)
})

describe('another history on the public chain', () => {
  it('is a finding of every member’s, as is one that is beyond what was decided', async () => {
    const contract = anchorOf(await readLock(lock))
    const codes = async () => {
      const { findings } = await answer<{ findings: { code: string; subject: string }[] }>(['status'], as(root, SOUTH))
      return findings.flatMap(({ code, subject }) => (code.startsWith('ANCHOR_') ? [`${subject} ${code}`] : []))
    }
    const { publicChain } = chains
    expect(await codes()).toEqual([])
    const slots = [
      { slot: '0x0', code: 'base ANCHOR_DIVERGED' },
      { slot: '0x1', code: 'base ANCHOR_BEYOND' },
    ]
    for (const { slot, code } of slots) {
      const before = BigInt(await publicChain.getStorage(contract, slot))
      const put = (value: bigint) =>
        publicChain.send('hardhat_setStorageAt', [contract, slot, `0x${value.toString(16).padStart(64, '0')}`])
      await put(before + 1n)
      expect(await codes()).toEqual([code])
      await put(before)
    }
    expect(await codes()).toEqual([])
  }, 60_000)
})
