import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Amendment } from '../../../network/amendments/amendment.ts'
import { type DirectoryBody, directoryTypedData } from '../../../network/ceremony/directory.ts'
import { type Endpoints, endpointsTypedData } from '../../../network/ceremony/endpoints.ts'
import { specDigest } from '../../../network/ceremony/identity.ts'
import type { Lock } from '../../../network/ceremony/lock.ts'
import type { Hex } from '../../../network/hex.ts'
import { typedDigest } from '../../../network/typed-data.ts'
import { run as initialise } from '../../../provisioner/cli/commands/init.ts'
import { Input } from '../../../provisioner/cli/input.ts'
import { wantedBy } from '../../../provisioner/cli/wanted.ts'
import type { Environment } from '../../../provisioner/environment.ts'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { type Home, homePaths } from '../../../provisioner/home/home.ts'
import { keepAmendments } from '../../../provisioner/home/kept-amendments.ts'
import { amendments as amendmentsStep } from '../../../provisioner/steps/amendments.ts'
import { exampleLock } from '../../behaviours/example-manifests.ts'
import { directoryBodyOf } from '../../fixtures/directories.ts'
import { addressOf, keyOf, signedBy } from '../../fixtures/founders.ts'
import { genesisChain } from '../../fixtures/genesis-chain.ts'
import { standInChain } from '../agent/stand-in-chain.ts'
import { exampleHome, PASSPHRASE } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'

const [NORTH, SOUTH, ALPHA] = ['hospital-north', 'hospital-south', 'devices-alpha'] as const
const NOW = 1_800_000_010
const agentOf = (member: string) => keyOf(`${member}/the agent`)
const stranger = keyOf('a stranger')
const invented: Amendment = { kind: 'block-period', seconds: 60, beginsAt: 1, decidedAt: 1, cancelledAt: null }
const slower: Amendment = { ...invented, seconds: 9 }

let lock: Lock
let body: DirectoryBody
let node: Awaited<ReturnType<typeof standInChain>>
let folder: string
let home: Home
let said: string[]

const recordOf = (member: string, key = agentOf(member), serial = 1): Endpoints => {
  const { chainId, consortium: description } = lock.founding
  const consortium = specDigest(description)
  const nodes = [
    {
      name: `${member}-1`,
      host: `192.0.2.${lock.founding.cards.findIndex((card) => card.member === member) + 7}`,
      port: 30_303,
    },
  ]
  const issuedAt = '2026-09-02T00:00:00Z'
  const record = { format: 'quorate/endpoints/1' as const, member, chainId, consortium, serial, issuedAt, nodes }
  return { ...record, signature: signedBy(key, typedDigest(endpointsTypedData(record))) }
}

/** With another key for a member's agent, as whoever wrote the directory says. */
const membersWith = (member: string, agent: Hex): DirectoryBody['members'] =>
  body.members.map((one) => (one.name === member ? { ...one, agent } : one))

async function fileOf(change: Partial<DirectoryBody>, key = agentOf(SOUTH), file = join(folder, 'directory.json')) {
  const directory = { ...body, ...change }
  const signature = signedBy(key, typedDigest(directoryTypedData(directory)))
  await writeFile(file, JSON.stringify({ ...directory, signature }))
  return file
}

const asStranger = () =>
  fileOf({ members: membersWith(SOUTH, addressOf(stranger)), records: [], amendments: [invented] }, stranger)

const env = () =>
  ({
    ...{ home: home.dir, cwd: folder, now: () => NOW, elapsed: () => 0, signal: new AbortController().signal },
    variables: { QUORATE_PASSPHRASE_FILE: join(folder, 'passphrase') },
    progress: (line: string) => said.push(line),
  }) as unknown as Environment

async function wanted(typed: Readonly<Record<string, string>> = { lock: join(folder, 'lock.json') }) {
  const input = new Input([], { options: join(folder, 'member.yaml'), ...typed })
  const whole = await wantedBy(input, env(), { elsewhere: true })
  if (whole.nodes === undefined) throw new Error('no nodes')
  return { ...whole, nodes: whole.nodes }
}

const given = async (directory: string) => (await wanted({ lock: join(folder, 'lock.json'), directory })).nodes

beforeAll(async () => {
  lock = await exampleLock()
  node = await standInChain(await genesisChain(lock.founding))
  const { founding } = lock
  Object.assign(node, { chainId: founding.chainId, genesisHash: founding.genesisHash })
  body = directoryBodyOf(lock, SOUTH, [recordOf(SOUTH), recordOf(ALPHA)])
}, 60_000)

beforeEach(async () => {
  folder = await newFolder()
  said = []
  const { contents } = await exampleHome()
  const { chainId, consortium } = lock.founding
  const bound = { chainId, consortium: { digest: specDigest(consortium) } }
  home = await createHome(join(folder, 'home'), { ...contents, ...bound })
  await writeFile(join(folder, 'passphrase'), PASSPHRASE, { mode: 0o600 })
  await writeFile(join(folder, 'lock.json'), JSON.stringify(lock))
  await writeFile(join(folder, 'member.yaml'), 'format: quorate/member/1\ntarget: process\nrpc: { port: 1024 }\n', {
    mode: 0o600,
  })
  await writeFile(homePaths.endpoints(home.dir), JSON.stringify(recordOf(NORTH)))
  const connection = { format: 'quorate/connection/1', target: 'process', rpc: node.rpc, publicChains: {} }
  await writeFile(homePaths.connection(home.dir), JSON.stringify(connection))
})

const alone = () => rm(homePaths.connection(home.dir))

describe('a directory that is given to a member whose node runs', () => {
  it('is refused where a stranger signed it as a member’s agent, whether or not an own node answers', async () => {
    await expect(given(await asStranger())).rejects.toMatchObject({
      code: 'DIRECTORY_UNVOUCHED',
      facts: { giver: SOUTH, agent: addressOf(stranger), ownNodeAnswers: true },
    })
    await alone()
    await expect(given(await asStranger())).rejects.toMatchObject({
      code: 'DIRECTORY_UNVOUCHED',
      facts: { ownNodeAnswers: false },
    })
  }, 60_000)

  it('is outweighed by what an own node at the head tells, though a member signed it', async () => {
    expect((await given(await fileOf({ amendments: [invented] }))).amendments).toEqual([])
    await alone()
    expect((await given(await fileOf({ amendments: [invented] }))).amendments).toEqual([invented])
  }, 60_000)

  it('is refused where it says what cannot be of the chain that the home knows', async () => {
    await alone()
    await keepAmendments(home.dir, [slower])
    await expect(given(await fileOf({ amendments: [invented, slower] }))).rejects.toMatchObject({
      code: 'AMENDMENTS_DIFFER',
      facts: {
        here: [expect.stringContaining('9 s')],
        directory: [expect.stringContaining('60 s'), expect.anything()],
      },
    })
  }, 60_000)

  it('brings the records of members whose keys are known, and says which it leaves out', async () => {
    const members = membersWith(ALPHA, addressOf(stranger))
    const { records } = await given(await fileOf({ members, records: [recordOf(SOUTH), recordOf(ALPHA, stranger, 9)] }))
    expect(records.map(({ member }) => member)).toEqual([SOUTH])
    expect(said).toContainEqual(expect.stringContaining(`record of ${ALPHA}`))
  }, 60_000)
})

describe('a list of amendments that a home keeps', () => {
  it('is brought back to what an own node at the head tells', async () => {
    await keepAmendments(home.dir, [invented])
    const asked = await wanted()
    expect(asked.nodes.amendments).toEqual([])
    expect(await amendmentsStep.plan(asked)).toMatchObject([{ kind: 'amendments' }])
    await alone()
    expect((await wanted()).nodes.amendments).toEqual([invented])
  }, 60_000)
})

/** Of a network that a fifth member joined, which gives it. */
function byEast(): [Partial<DirectoryBody>, typeof stranger] {
  const [agent, ...others] = ['agent', 'officer', 'checkpoint'].map((role) => keyOf(`hospital-east/${role}`))
  const [officer, checkpoint] = others
  if (agent === undefined || officer === undefined || checkpoint === undefined) throw new Error('no keys')
  const keys = { agent: addressOf(agent), officer: addressOf(officer), checkpoint: addressOf(checkpoint) }
  const cardHash = `0x${'ab'.repeat(32)}` as const
  const east = { name: 'hospital-east', chamber: 'hospitals', status: 'active' as const, cardHash, nodes: [], ...keys }
  return [{ giver: east.name, members: [...body.members, east], amendments: [slower] }, agent]
}

describe('the directory that a home was made from', () => {
  it('is what a joiner starts from, whoever of the members it says gave it', async () => {
    await alone()
    const [change, key] = byEast()
    await fileOf(change, key, homePaths.directory(home.dir))
    const { nodes } = await wanted({})
    expect(nodes.amendments).toEqual([slower])
    expect(nodes.records.map(({ member }) => member)).toEqual([ALPHA, SOUTH])
    // The same giver may bring the next one, before any own node answers.
    const next = await fileOf({ ...change, block: { ...body.block, number: 13 } }, key)
    expect((await wanted({ directory: next })).nodes.amendments).toEqual([slower])
  }, 60_000)

  it('says at init whose key vouches for it, and loudly where that is no founder’s', async () => {
    const typed = { chamber: 'hospitals', rehearsal: true }
    const init = async (from: string, name: string) => {
      said = []
      const answer = await initialise(new Input([name], { ...typed, from }), { ...env(), home: join(folder, name) })
      return { json: answer.json, loud: said.filter((line) => line.startsWith('NO FOUNDER’S KEY')) }
    }
    const [change, key] = byEast()
    const later = await init(await fileOf(change, key), 'hospital-west')
    expect(later.json).toMatchObject({ giver: { member: 'hospital-east', agent: addressOf(key), inLock: false } })
    expect(later.loud).toEqual([expect.stringContaining(addressOf(key))])
    const founder = await init(await fileOf({}), 'hospital-far')
    expect(founder).toMatchObject({ json: { giver: { member: SOUTH, inLock: true } }, loud: [] })
  }, 60_000)
})
