import { type ChildProcess, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Wallet } from 'ethers'
import { jwtKeyOf } from '../../provisioner/besu-rpc/jwt.ts'
import { connect } from '../../provisioner/chain/connect.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { unlock } from '../../provisioner/home/unlock.ts'
import { answer, type Options, quorate, start } from '../e2e/cli.ts'

const besu = process.env['BESU_HOME']
const live = besu === undefined ? describe.skip : describe
if (besu === undefined) process.stdout.write('test/live/network: skipped, since BESU_HOME names no Besu\n')

const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const [NORTH, SOUTH, ALPHA, BETA] = MEMBERS
const spec = fileURLToPath(new URL('four-live.yaml', import.meta.url))
const MINUTES = 60_000

interface Node {
  readonly name: string
  readonly running: boolean
  readonly height: number | null
  readonly peers: number | null
}
interface Status {
  readonly consensus: { readonly kind: string; readonly height: number; readonly validators: readonly string[] }
  readonly members: readonly { readonly name: string; readonly status: string; readonly nodes: readonly Node[] }[]
  readonly checkpoint: { readonly sequence: number } | null
  readonly anchors: readonly { readonly sequence: number; readonly state: string }[]
}

const EAST = 'hospital-east'
const EAST_OPTIONS = `format: quorate/member/1
target: process
rpc: { host: 127.0.0.1, port: 8650 }
metricsPort: 9650
resources: { memoryMiB: 768, cpus: 1, diskGiB: 5 }
`

let agent: ChildProcess | undefined
let folder = ''
let root = ''
const home = (member: string) => join(root, 'homes', member)
const as = (member: string): Options => ({
  home: home(member),
  passphrase: join(root, 'passphrases', member),
  cwd: folder,
})
const rehearse = () =>
  answer<Status & { rpc: string[] }>(['rehearse', '--spec', spec, '--target', 'process', '--detach', '--home', root])
const status = () => answer<Status>(['status', '--home', root])
const nodesOf = async () => (await status()).members.flatMap(({ nodes }) => nodes)

/** Seconds until something is so. */
async function secondsUntil(what: string, so: () => Promise<boolean>, minutes = 4): Promise<number> {
  const begun = performance.now()
  while (!(await so().catch(() => false))) {
    if (performance.now() - begun > minutes * MINUTES) throw new Error(`not within ${minutes} min: ${what}`)
    await setTimeout(500)
  }
  const seconds = (performance.now() - begun) / 1000
  process.stdout.write(`  ${what}: ${seconds.toFixed(1)} s\n`)
  return seconds
}

async function heightOf(): Promise<number> {
  return (await status()).consensus.height
}

async function grows(by = 3): Promise<void> {
  const before = await heightOf()
  await secondsUntil(`${by} blocks more`, async () => (await heightOf()) >= before + by)
}

/** The Java process of a member's node. */
function pidOf(member: string): number {
  const config = join(home(member), 'nodes', `${member}-1`, 'files', 'besu.toml')
  const [pid = ''] = execFileSync('pgrep', ['-f', config], { encoding: 'utf8' }).trim().split('\n')
  return Number(pid)
}

beforeAll(async () => {
  if (besu === undefined) return
  folder = await mkdtemp(join(tmpdir(), 'quorate-live-'))
  root = join(folder, 'rehearsal')
}, MINUTES)

afterAll(async () => {
  agent?.kill('SIGKILL')
  if (existsSync(root)) await quorate(['down', '--home', root])
  if (folder !== '') await rm(folder, { recursive: true, force: true })
}, 2 * MINUTES)

live('four validators on a real Besu', () => {
  it(
    'stand by the members’ own commands, and make blocks',
    async () => {
      const stands = await rehearse()
      expect(stands.consensus.kind).toBe('qbft')
      expect(stands.consensus.validators).toHaveLength(4)
      await secondsUntil('block 5', async () => (await heightOf()) >= 5)
      expect((await nodesOf()).map(({ running, peers }) => [running, peers])).toEqual(MEMBERS.map(() => [true, 3]))
    },
    8 * MINUTES,
  )

  it(
    'take a member’s transaction, and refuse a stranger’s',
    async () => {
      const file = join(folder, 'values.ndjson')
      await writeFile(file, '{"infusion":1}\n')
      const { records } = await answer<{ records: string[] }>(['record', 'put', file], as(NORTH))
      expect(records).toHaveLength(1)
      const lock = JSON.parse(await readFile(join(root, 'lock.json'), 'utf8'))
      const environment = { variables: { QUORATE_PASSPHRASE_FILE: join(root, 'passphrases', NORTH) } }
      const signers = await unlock(await openHome(home(NORTH)), environment as never)
      const key = jwtKeyOf(signers.of('agent'), lock.founding.networkId)
      const { rpc } = JSON.parse(await readFile(join(home(NORTH), 'connection.json'), 'utf8'))
      const now = () => Math.floor(Date.now() / 1000)
      const token = () => key.token(['eth:*'], { now: now(), seconds: 60 })
      const own = await connect(rpc, lock.founding.chainId, { token })
      const stranger = Wallet.createRandom()
      const raw = await stranger.signTransaction({
        type: 0,
        chainId: lock.founding.chainId,
        nonce: 0,
        to: stranger.address,
        gasLimit: 21_000n,
        gasPrice: 0n,
      })
      await expect(own.send('eth_sendRawTransaction', [raw])).rejects.toThrow(/not authorized/i)
      own.destroy()
      const anybody = await connect(rpc, lock.founding.chainId)
      await expect(anybody.send('eth_sendRawTransaction', [raw])).rejects.toThrow(/401|Unauthorized/)
      await expect(anybody.send('admin_peers', [])).rejects.toThrow(/401|Unauthorized/)
      anybody.destroy()
    },
    4 * MINUTES,
  )

  it(
    'agree on a checkpoint by their agents, anchor it, and prove a record with seals',
    async () => {
      await answer(['anchor', 'fund'], as(SOUTH))
      await answer(['anchor', 'deploy'], as(SOUTH))
      await secondsUntil('a checkpoint', async () => (await status()).checkpoint !== null)
      await secondsUntil('anchored and finalised', async () =>
        (await status()).anchors.some(({ state }) => state === 'finalised'),
      )
      const [record] = (await answer<{ records: { id: string }[] }>(['record', 'list'], as(NORTH))).records
      const file = join(folder, 'record.evidence.json')
      await secondsUntil('covered', async () => {
        await answer(['evidence', record?.id ?? '', '--public', '--out', file], as(NORTH))
        return true
      })
      const { good, verdict } = await answer<{ good: boolean; verdict: Record<string, string> }>([
        'verify',
        file,
        '--lock',
        join(root, 'lock.json'),
      ])
      expect([good, verdict]).toMatchObject([true, { organisations: 'ok', seals: 'ok', fact: 'ok' }])
    },
    8 * MINUTES,
  )

  it(
    'go on without one, which catches up when its member applies again',
    async () => {
      process.kill(pidOf(BETA), 'SIGKILL')
      await grows(5)
      await answer(['apply'], as(BETA))
      await secondsUntil('at the head again', async () => {
        const nodes = await nodesOf()
        const beta = nodes.find(({ name }) => name === `${BETA}-1`)
        return (beta?.height ?? 0) >= (await heightOf()) - 2
      })
    },
    8 * MINUTES,
  )

  it(
    'stand still without two, and go on when both are back',
    async () => {
      for (const member of [ALPHA, BETA]) process.kill(pidOf(member), 'SIGKILL')
      await setTimeout(15_000)
      const still = await heightOf()
      await setTimeout(5_000)
      expect(await heightOf()).toBe(still)
      for (const member of [ALPHA, BETA]) await answer(['apply'], as(member))
      await secondsUntil('the first block after two of four were down', async () => (await heightOf()) > still, 6)
    },
    10 * MINUTES,
  )

  it(
    'survive a full stop and a full start with permissioning on',
    async () => {
      const before = await heightOf()
      await answer(['down', '--home', root])
      await rehearse()
      await secondsUntil('blocks after a full stop', async () => (await heightOf()) > before + 2, 6)
    },
    12 * MINUTES,
  )

  it(
    'give a node whose data was lost the chain again',
    async () => {
      await answer(['down'], as(ALPHA))
      await rm(join(home(ALPHA), 'nodes', `${ALPHA}-1`, 'data'), { recursive: true, force: true })
      await answer(['apply'], as(ALPHA))
      await secondsUntil('synced from nothing', async () => {
        const alpha = (await nodesOf()).find(({ name }) => name === `${ALPHA}-1`)
        return (alpha?.height ?? 0) >= (await heightOf()) - 2
      })
    },
    8 * MINUTES,
  )

  it(
    'let a fifth member in, which has typed four commands and edited nothing anywhere else',
    async () => {
      const given = join(folder, 'directory.json')
      await answer(['directory', '--out', given], as(NORTH))
      await writeFile(join(root, 'passphrases', EAST), 'four words for the fifth\n', { mode: 0o600 })
      await answer(['init', EAST, '--from', given, '--chamber', 'hospitals', '--rehearsal'], as(EAST))
      await answer(['card', '--out', join(folder, 'east.json')], as(EAST))
      const record = join(folder, 'east.endpoints.json')
      await answer(['endpoints', '--set', `${EAST}-1=127.0.0.1:30450`, '--out', record], as(EAST))
      await decide('admit', join(folder, 'east.json'), '--endpoints', record)
      const options = join(folder, 'east.yaml')
      await writeFile(options, EAST_OPTIONS, { mode: 0o600 })
      await secondsUntil('admitted', async () => (await status()).members.some(({ name }) => name === EAST))
      await answer(['apply', '--options', options], as(EAST))
      agent = start(['agent', '--json'], as(EAST))
      await secondsUntil('five validators', async () => (await status()).consensus.validators.length === 5, 6)
      await grows(5)
    },
    15 * MINUTES,
  )

  it(
    'let its node go again: voted out, then disconnected everywhere, and no node restarted',
    async () => {
      const pids = MEMBERS.map(pidOf)
      await decide('remove-node', `${EAST}-1`)
      await secondsUntil('four validators', async () => (await status()).consensus.validators.length === 4, 6)
      await secondsUntil('disconnected everywhere', async () => {
        const nodes = (await nodesOf()).filter(({ name }) => !name.startsWith(EAST))
        return nodes.every(({ peers }) => peers === 3)
      })
      expect(MEMBERS.map(pidOf)).toEqual(pids)
      await grows(5)
    },
    15 * MINUTES,
  )
})

/** Proposed by one, voted for by all four; agents queue and execute it. */
async function decide(...what: string[]): Promise<void> {
  const { short } = await answer<{ short: string }>(['propose', ...what], as(NORTH))
  await setTimeout(6_000)
  await Promise.all(MEMBERS.map((member) => answer(['vote', short, 'for'], as(member))))
  const state = async () =>
    (await answer<{ proposals: { id: string; state: string }[] }>(['proposals'], as(NORTH))).proposals.find(
      ({ id }) => id === short,
    )?.state
  await secondsUntil(`${what[0]} executed by agents`, async () => (await state()) === 'executed')
}
