import { beforeAll, describe, expect, it } from '@jest/globals'
import type { SigningKey } from 'ethers'
import {
  type Directory,
  type DirectoryBody,
  directoryTypedData,
  lockDigest,
} from '../../../network/ceremony/directory.ts'
import { checkDirectory } from '../../../network/ceremony/directory-check.ts'
import { directoryCodes } from '../../../network/ceremony/directory-codes.ts'
import { readDirectory } from '../../../network/ceremony/directory-read.ts'
import { type EndpointsBody, type Endpoints, endpointsTypedData } from '../../../network/ceremony/endpoints.ts'
import { specDigest } from '../../../network/ceremony/identity.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { typedDigest } from '../../../network/typed-data.ts'
import { example, founded } from '../../fixtures/consortia.ts'
import { directoryBodyOf } from '../../fixtures/directories.ts'
import { addressOf, keyOf, sealed, signedBy } from '../../fixtures/founders.ts'

const consortium = example('four-members')
const NORTH = 'hospital-north'
const agentOf = (member: string) => keyOf(`${member}/the agent`)

let lock: Lock
let body: DirectoryBody

const recordOf = (member: string, change: Partial<EndpointsBody> = {}, key = agentOf(member)): Endpoints => {
  const record: EndpointsBody = {
    format: 'quorate/endpoints/1',
    member,
    chainId: consortium.chainId,
    consortium: specDigest(consortium),
    serial: 1,
    issuedAt: '2026-09-02T00:00:00Z',
    nodes: [{ name: `${member}-1`, host: '192.0.2.7', port: 30_303 }],
    ...change,
  }
  return { ...record, signature: signedBy(key, typedDigest(endpointsTypedData(record))) }
}

const signed = (change: Partial<DirectoryBody> = {}, key: SigningKey = agentOf(NORTH)): Directory => {
  const directory = { ...body, ...change }
  return { ...directory, signature: signedBy(key, typedDigest(directoryTypedData(directory))) }
}

const codes = async (directory: Directory) => [
  ...new Set((await checkDirectory(directory, 'directory.json')).map(({ code }) => code)),
]

/** A member that was admitted later: its keys stand on the giver's word. */
const joiner = (name = 'hospital-east'): DirectoryBody['members'][number] => ({
  name,
  chamber: 'hospitals',
  status: 'active',
  officer: addressOf(keyOf(`${name}/the officer`)),
  agent: addressOf(agentOf(name)),
  checkpoint: addressOf(keyOf(`${name}/the checkpoint key`)),
  cardHash: `0x${'ab'.repeat(32)}`,
  nodes: [],
})

beforeAll(async () => {
  lock = sealed(await founded(consortium))
  body = directoryBodyOf(lock, NORTH, [recordOf(NORTH), recordOf('devices-alpha')])
}, 60_000)

describe('a directory', () => {
  it('signed by the agent of a member in it reads, and says whose key vouches for it', async () => {
    const reading = await readDirectory(JSON.stringify(signed()))
    expect(reading).toMatchObject({
      ok: true,
      lock,
      records: body.records,
      giver: { member: NORTH, agent: addressOf(agentOf(NORTH)), inLock: true },
    })
  })

  it('given by a later member counts too, and says that its key stands in no lock', async () => {
    const members = [...body.members, joiner()]
    const records = [recordOf('hospital-east', { consortium: lock.founding.foundingId })]
    const directory = signed({ members, records, giver: 'hospital-east' }, agentOf('hospital-east'))
    expect(await readDirectory(JSON.stringify(directory))).toMatchObject({ ok: true, giver: { inLock: false } })
  })

  it('that nobody, another member, or the giver’s officer signed is forged', async () => {
    for (const key of [agentOf('devices-beta'), keyOf(`${NORTH}/the officer`), keyOf('a stranger')])
      expect(await codes(signed({}, key))).toEqual(['DIRECTORY_FORGED'])
    expect(await codes({ ...signed(), signature: `0x${'00'.repeat(65)}` })).toEqual(['DIRECTORY_FORGED'])
  })

  it('given by a stranger or by a suspended member is nobody’s', async () => {
    expect(await codes(signed({ giver: 'stranger' }, keyOf('a stranger')))).toEqual(['DIRECTORY_GIVER'])
    const members = body.members.map((one) => (one.name === NORTH ? { ...one, status: 'suspended' as const } : one))
    expect(await codes(signed({ members }))).toEqual(['DIRECTORY_GIVER'])
  })

  it.each<[string, (whole: Directory) => Partial<Directory>]>([
    ['member', ({ members }) => ({ members: [...members, joiner()] })],
    [
      'key of a member',
      ({ members }) => ({ members: members.map((one) => ({ ...one, cardHash: `0x${'cd'.repeat(32)}` })) }),
    ],
    ['record', ({ records }) => ({ records: records.slice(1) })],
    ['newer record of its member', () => ({ records: [recordOf(NORTH, { serial: 2 })] })],
    ['block', ({ block }) => ({ block: { ...block, number: 13 } })],
    ['moment', () => ({ issuedAt: '2026-09-04T00:00:00Z' })],
    [
      'list of amendments',
      () => {
        const times = { beginsAt: 1_900_000_000, decidedAt: 1_800_000_000, cancelledAt: null }
        return { amendments: [{ kind: 'block-period', seconds: 9, ...times }] }
      },
    ],
    ['order of chambers', ({ chambers }) => ({ chambers: chambers.toReversed() })],
  ])('of which a %s was changed after is forged', async (_, change) => {
    const whole = signed()
    expect(await codes({ ...whole, ...change(whole) })).toContain('DIRECTORY_FORGED')
  })

  it('whose ids are not its lock’s differs, though its giver signed that', async () => {
    const other = `0x${'33'.repeat(32)}` as const
    for (const change of [{ networkId: other }, { lockDigest: other }, { chainId: 1 }])
      expect(await codes(signed(change))).toContain('DIRECTORY_DIFFERS')
    const members = body.members.map((one) => ({ ...one, chamber: 'regulators' }))
    expect(await codes(signed({ members }))).toEqual(['DIRECTORY_DIFFERS'])
  })

  it('around a lock that its founders did not seal is refused, though all of it is signed', async () => {
    const [first, ...rest] = lock.approvals
    const unsealed = { ...lock, approvals: rest }
    expect(await codes(signed({ lock: unsealed, lockDigest: lockDigest(unsealed) }))).toEqual(['APPROVAL_MISSING'])
    const founding = { ...lock.founding, networkId: `0x${'33'.repeat(32)}` as const }
    const swapped = { ...lock, founding, approvals: first === undefined ? [] : [first, ...rest] }
    const reading = await readDirectory(
      JSON.stringify(signed({ lock: swapped, lockDigest: lockDigest(swapped), networkId: founding.networkId })),
    )
    expect(reading.ok).toBe(false)
  })

  it('in which one name or key stands twice is refused: one member’s word could pass for another’s', async () => {
    const [first] = body.members
    if (first === undefined) throw new Error('no members')
    const double = (change: object) => codes(signed({ members: [...body.members, { ...joiner(), ...change }] }))
    expect(await double({})).toEqual([])
    for (const change of [
      { name: first.name },
      { agent: first.agent },
      { officer: first.agent },
      { nodes: first.nodes },
    ])
      expect(await double(change)).toEqual(['DIRECTORY_MEMBER'])
    expect(await double({ officer: joiner().agent })).toEqual(['DIRECTORY_MEMBER'])
  })
})

describe('an endpoint record in a directory', () => {
  const withRecords = (...records: Endpoints[]) => codes(signed({ records }))

  it('that its member did not sign is forged, whoever signed the directory', async () => {
    expect(await withRecords(recordOf('devices-alpha', {}, agentOf(NORTH)))).toEqual(['ENDPOINTS_FORGED'])
    const moved = { ...recordOf('devices-alpha'), serial: 9 }
    expect(await withRecords(moved)).toEqual(['ENDPOINTS_FORGED'])
  })

  it('of no member in it, of another network, or one of two of a member, is refused', async () => {
    expect(await withRecords(recordOf('stranger'))).toEqual(['DIRECTORY_RECORD'])
    expect(await withRecords(recordOf(NORTH, { chainId: 1 }))).toEqual(['DIRECTORY_RECORD'])
    expect(await withRecords(recordOf(NORTH, { consortium: `0x${'44'.repeat(32)}` }))).toEqual(['DIRECTORY_RECORD'])
    expect(await withRecords(recordOf(NORTH), recordOf(NORTH, { serial: 2 }))).toEqual(['DIRECTORY_RECORD'])
  })
})

describe('the text of a directory', () => {
  it('is closed: half of it, another format, or a field that nobody knows is refused', async () => {
    const text = JSON.stringify(signed())
    const refused = async (bad: string) => {
      const reading = await readDirectory(bad)
      return reading.ok ? [] : reading.problems.map(({ code }) => code)
    }
    expect(await refused(text.slice(0, text.length / 2))).toEqual(['JSON_UNREADABLE'])
    expect(await refused(JSON.stringify(lock))).toContain('DOCUMENT_MALFORMED')
    expect(await refused(JSON.stringify({ ...signed(), more: 1 }))).toEqual(['DOCUMENT_MALFORMED'])
    expect(await refused(JSON.stringify({ ...signed(), members: [] }))).toEqual(['DOCUMENT_MALFORMED'])
  })

  it('has a sentence for each of its codes', () => {
    expect(Object.keys(directoryCodes).sort()).toEqual(
      ['DIFFERS', 'FORGED', 'GIVER', 'MEMBER', 'RECORD'].map((code) => `DIRECTORY_${code}`),
    )
  })
})
