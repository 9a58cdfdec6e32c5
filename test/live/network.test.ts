import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { connect } from '../../provisioner/chain/connect.ts'
import { readJournal } from '../../provisioner/journal/read-journal.ts'
import { answer } from '../e2e/cli.ts'
import { watchProcesses } from '../e2e/process-watch.ts'
import { filesIn, leaks, type Place, secretsOf } from '../e2e/secrets.ts'
import { frugality } from './agent-process.ts'
import {
  disconnects,
  forgets,
  goesOnWithout,
  letsGo,
  letsIn,
  refusesStranger,
  standsStillWithout,
  takesTransaction,
} from './deeds.ts'
import { Joiner } from './joiner.ts'
import { keyInMemory, watchKey } from './key-watch.ts'
import { LiveNetwork } from './live-network.ts'
import { programsOf } from './rolling.ts'
import { secondsUntil } from './seconds.ts'
import { unrest } from './unrest.ts'
import { wrappedBesu } from './wrapped-besu.ts'

const besu = process.env['BESU_HOME']
const live = besu === undefined ? describe.skip : describe
if (besu === undefined) process.stdout.write('test/live/network: skipped, since BESU_HOME names no Besu\n')

const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const [NORTH, SOUTH, ALPHA, BETA] = MEMBERS
const EAST = 'hospital-east'
const MINUTES = 60_000

let network: LiveNetwork
let joiner: Joiner | undefined
let restless: ReturnType<typeof unrest> | undefined
const processes: Place[] = []

beforeAll(async () => {
  if (besu !== undefined) network = await LiveNetwork.in(fileURLToPath(new URL('four-live.yaml', import.meta.url)))
})

afterAll(async () => {
  restless?.stop()
  await joiner?.end()
  await network?.end()
}, 3 * MINUTES)

/** All that a member is: its keys, who it is, and what it showed the others. */
function identityIn(home: string): Record<string, string> {
  const keys = readdirSync(join(home, 'keys')).map((name) => join('keys', name))
  const names = [...keys, 'home.json', 'card.json', 'endpoints.json']
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(home, name), 'utf8')]))
}

live('four validators on a real Besu', () => {
  it(
    'stand by the members’ own commands, and make blocks; keys stand in memory, and only while Besu starts',
    async () => {
      const watched = watchProcesses(network.folder)
      const keys = MEMBERS.map((member) => watchKey(network.home(member), `${member}-1`))
      const stands = await network.rehearse()
      processes.push(...watched.end())
      const seen = keys.map((key) => key.end())
      expect(stands.consensus.kind).toBe('qbft')
      expect(stands.consensus.validators).toHaveLength(4)
      await secondsUntil('block 5', async () => (await network.height()) >= 5)
      expect((await network.nodes()).map(({ running, peers }) => [running, peers])).toEqual(
        MEMBERS.map(() => [true, 3]),
      )
      expect(seen).toEqual(MEMBERS.map(() => ({ fileMode: 0o600, folderMode: 0o700, tmpfs: true })))
      expect(MEMBERS.map((member) => keyInMemory(network.home(member), `${member}-1`))).toEqual(
        MEMBERS.map(() => undefined),
      )
    },
    10 * MINUTES,
  )

  it(
    'take a member’s transaction, and refuse a stranger’s',
    async () => {
      await takesTransaction(network, NORTH)
      await refusesStranger(network, NORTH)
    },
    4 * MINUTES,
  )

  it(
    'agree on a checkpoint by their agents, anchor it, and prove a record with seals',
    async () => {
      await answer(['anchor', 'fund'], network.as(SOUTH))
      await answer(['anchor', 'deploy'], network.as(SOUTH))
      await secondsUntil('a checkpoint', async () => (await network.status()).checkpoint !== null)
      await secondsUntil('anchored and finalised', async () =>
        (await network.status()).anchors.some(({ state }) => state === 'finalised'),
      )
      const [record] = (await answer<{ records: { id: string }[] }>(['record', 'list'], network.as(NORTH))).records
      const file = join(network.root, 'record.evidence.json')
      await secondsUntil('covered', async () => {
        await answer(['evidence', record?.id ?? '', '--public', '--out', file], network.as(NORTH))
        return true
      })
      const checking = ['verify', file, '--lock', join(network.root, 'lock.json')]
      const { good, verdict } = await answer<{ good: boolean; verdict: Record<string, string> }>(checking)
      expect([good, verdict]).toMatchObject([true, { organisations: 'ok', seals: 'ok', fact: 'ok' }])
    },
    8 * MINUTES,
  )

  it(
    'have agents that take at most 150 MB each, and little of a core',
    async () => {
      const measured = await Promise.all(MEMBERS.map((member) => frugality(network.agentOf(member), 20)))
      for (const [i, { megabytes, core }] of measured.entries()) {
        process.stdout.write(
          `  agent of ${MEMBERS[i]}: ${megabytes.toFixed(0)} MB, ${(core * 100).toFixed(1)} % of a core\n`,
        )
      }
      expect(Math.max(...measured.map(({ megabytes }) => megabytes))).toBeLessThanOrEqual(150)
    },
    MINUTES,
  )

  it(
    'go on without one, which catches up when its member applies again',
    async () => {
      await goesOnWithout(network, BETA)
    },
    8 * MINUTES,
  )

  it(
    'stand still without two, and go on when both are back',
    async () => {
      await standsStillWithout(network, ALPHA, BETA)
    },
    10 * MINUTES,
  )

  it(
    'survive a full stop and a full start with permissioning on',
    async () => {
      const before = await network.height()
      await answer(['down', '--home', network.root])
      // From here on their chain is longer than they give the logs of at once, as it is after a day.
      const env = await wrappedBesu(network.folder, network.home(NORTH), { args: ['--rpc-max-logs-range=50'] })
      await answer(network.rehearsing(), { env })
      await secondsUntil('blocks after a full stop', async () => (await network.height()) > before + 2, 6)
    },
    12 * MINUTES,
  )

  it(
    'are read in parts, where they refuse to give the logs of all blocks at once',
    async () => {
      const { founding } = JSON.parse(await readFile(join(network.root, 'lock.json'), 'utf8'))
      const node = await connect(await network.rpcOf(NORTH), founding.chainId)
      await expect(node.getLogs({ fromBlock: 0, toBlock: 'latest' })).rejects.toThrow(/range/)
      node.destroy()
      const { good } = await answer<{ good: boolean }>(['log', '--verify'], network.as(NORTH))
      expect(good).toBe(true)
      const { sequence = 0 } = (await network.status()).checkpoint ?? {}
      await secondsUntil(
        'the next checkpoint',
        async () => ((await network.status()).checkpoint?.sequence ?? 0) > sequence,
      )
    },
    5 * MINUTES,
  )

  it(
    'give a node whose data was lost the chain again',
    async () => {
      await answer(['down'], network.as(ALPHA))
      await rm(join(network.nodeFolder(ALPHA), 'data'), { recursive: true, force: true })
      await network.apply(ALPHA)
      await secondsUntil('synced from nothing', () => network.atHead(ALPHA))
    },
    8 * MINUTES,
  )

  it(
    'stand as before once one has lost what its home knew besides its keys, and applies: no key is made again',
    async () => {
      await secondsUntil('all are connected', async () => (await network.nodes()).every(({ peers }) => peers === 3))
      const home = network.home(BETA)
      const [identity, validators] = [identityIn(home), (await network.status()).consensus.validators]
      const lives = await network.lives([BETA])
      const connection = JSON.parse(await readFile(join(home, 'connection.json'), 'utf8'))
      const lost = [`nodes/${BETA}-1/node.json`, 'site.json', 'connection.json', 'journal.ndjson']
      expect(lost.filter((path) => !existsSync(join(home, path)))).toEqual([])
      for (const path of lost) await rm(join(home, path))
      const files = ['--endpoints', join(network.root, 'endpoints'), '--public-rpc', connection.publicChains.base[0]]
      await network.apply(BETA, '--options', join(network.root, 'options', `${BETA}.yaml`), ...files)
      expect(lost.filter((path) => !existsSync(join(home, path)))).toEqual([])
      expect(identityIn(home)).toEqual(identity)
      expect(JSON.parse(await readFile(join(home, 'connection.json'), 'utf8'))).toEqual(connection)
      // One node, made anew by its turn, with the key by which the others know it.
      expect(await programsOf(home, `${BETA}-1`)).toHaveLength(1)
      expect(await network.lives([BETA])).not.toEqual(lives)
      expect((await network.status()).consensus.validators).toEqual(validators)
      await secondsUntil('at the head again', () => network.atHead(BETA))
      await secondsUntil('3 peers each', async () => (await network.nodes()).every(({ peers }) => peers === 3))
      expect(await answer(['plan'], network.as(BETA))).toEqual({ planned: [] })
      expect(await network.apply(BETA)).toMatchObject({ done: [] })
    },
    10 * MINUTES,
  )

  it(
    'let a fifth member in, by three commands of its own and one of each other',
    async () => {
      joiner = await Joiner.of(network, EAST, { from: NORTH, port: 8650 })
      await letsIn(network, joiner, MEMBERS)
      const { megabytes } = await frugality(joiner.agent, 10)
      process.stdout.write(`  agent of ${EAST}, which began by applying: ${megabytes.toFixed(0)} MB\n`)
      expect(megabytes).toBeLessThanOrEqual(150)
    },
    15 * MINUTES,
  )

  it(
    'let it leave, though every agent is killed again and again meanwhile: out of the validators, then of the registry',
    async () => {
      const lives = await network.lives(MEMBERS)
      restless = unrest(network, MEMBERS)
      await letsGo(network, EAST, MEMBERS)
      const kills = await restless.end()
      process.stdout.write(`  agents killed meanwhile: ${kills}\n`)
      expect(kills).toBeGreaterThanOrEqual(4)
      await disconnects(network, EAST)
      await forgets(network, EAST, MEMBERS)
      expect(await network.lives(MEMBERS)).toEqual(lives)
      for (const member of MEMBERS) {
        const { lines, torn } = await readJournal(join(network.home(member), 'journal.ndjson'))
        expect([member, lines.length > 0, torn.length]).toEqual([member, true, 0])
      }
      await network.grows(5)
    },
    15 * MINUTES,
  )

  it(
    'have left no secret anywhere: not in arguments, environment, logs, journals, configuration, data or evidence',
    async () => {
      processes.push(...watchProcesses(network.folder).end())
      const besus = processes.filter(({ name }) => /java/.test(name) && name.endsWith('environ'))
      expect(besus.length).toBeGreaterThanOrEqual(4)
      const vault = /vault\.sqlite(-wal|-shm|-journal)?$/
      const files = filesIn(network.root, (path) => path.includes('/passphrases/') || vault.test(path))
      expect(files.some(({ name }) => name.endsWith('besu.log'))).toBe(true)
      expect(leaks([...processes, ...files], await secretsOf(network.root))).toEqual([])
    },
    5 * MINUTES,
  )
})
