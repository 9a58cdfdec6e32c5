import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { DoctorFinding } from '../../network/doctor/finding.ts'
import { connect } from '../../provisioner/chain/connect.ts'
import { answer, quorate } from '../e2e/cli.ts'
import { watchProcesses } from '../e2e/process-watch.ts'
import { filesIn, leaks, type Place, secretsOf } from '../e2e/secrets.ts'
import { changed, containerOf, cutOff, engine, inPlaceOf, labelsOf, toldOf, volumesOf } from './containers.ts'
import {
  areHealed,
  disconnects,
  forgets,
  goesOnWithout,
  letsGo,
  letsIn,
  refusesStranger,
  takesTransaction,
} from './deeds.ts'
import { clockOff, faketime } from './faketime.ts'
import { Joiner } from './joiner.ts'
import { LiveNetwork } from './live-network.ts'
import { secondsUntil } from './seconds.ts'

const image = process.env['QUORATE_TEST_BESU_IMAGE']
const live = image === undefined ? describe.skip : describe
if (image === undefined)
  process.stdout.write('test/live/docker: skipped, since QUORATE_TEST_BESU_IMAGE names no Besu\n')

const skewed = faketime === undefined ? it.skip : it
if (faketime === undefined)
  process.stdout.write('test/live/docker: a clock skipped, since libfaketime is not installed\n')

const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const [NORTH, SOUTH, ALPHA, BETA] = MEMBERS
const EAST = 'hospital-east'
const CHAIN = 620_604
const MINUTES = 60_000

let network: LiveNetwork
let joiner: Joiner | undefined
let label: string[] = []
/** Where no secret may stand: processes, and what the engine told of containers that are gone since. */
const places: Place[] = []

beforeAll(async () => {
  if (image === undefined) return
  const spec = fileURLToPath(new URL('four-live.yaml', import.meta.url))
  network = await LiveNetwork.in(spec, ['docker', '--besu-image', image])
})

afterAll(async () => {
  if (image === undefined) return
  await joiner?.end()
  await quorate(['down', '--erase', '--home', network.root])
  if (label.length > 0) for (const name of await volumesOf(label)) await engine.getVolume(name).remove()
  await network.end()
}, 5 * MINUTES)

const inspected = async (member: string) => (await containerOf(network.root, member)).inspect()

/** By a member's doctor, with its passphrase. */
async function foundBy(member: string): Promise<readonly DoctorFinding[]> {
  const { json } = await quorate(['doctor', '--json'], network.as(member))
  return (json as { findings: DoctorFinding[] }).findings
}

live('four validators in containers of one engine, on a real Besu', () => {
  it(
    'stand by the members’ own commands, see one another, and make blocks',
    async () => {
      const watched = watchProcesses(network.folder)
      const stands = await network.rehearse()
      places.push(...watched.end())
      label = labelsOf(network.root)
      expect(stands.consensus).toMatchObject({ kind: 'qbft', quorum: 3 })
      await secondsUntil('block 5', async () => (await network.height()) >= 5)
      await secondsUntil('3 peers each', async () => (await network.nodes()).every(({ peers }) => peers === 3))
    },
    20 * MINUTES,
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
    'agree on a checkpoint by their agents, and anchor it',
    async () => {
      await answer(['anchor', 'fund'], network.as(SOUTH))
      await answer(['anchor', 'deploy'], network.as(SOUTH))
      await secondsUntil('a checkpoint', async () => (await network.status()).checkpoint !== null, 6)
      await secondsUntil('finalised', async () =>
        (await network.status()).anchors.some(({ state }) => state === 'finalised'),
      )
    },
    15 * MINUTES,
  )

  it(
    'are started again by the engine alone when their process is killed: their keys are still in memory',
    async () => {
      const before = await inspected(BETA)
      process.kill(before.State.Pid, 'SIGKILL')
      await secondsUntil('it runs again', async () => {
        const { State, Id } = await inspected(BETA)
        return Id === before.Id && State.Running && State.Pid !== before.State.Pid
      })
      await secondsUntil('at the head again', () => network.atHead(BETA), 6)
    },
    10 * MINUTES,
  )

  it(
    'go on without one whose container is killed, which catches up when its member applies again',
    () => goesOnWithout(network, BETA),
    10 * MINUTES,
  )

  skewed(
    'go on without one whose clock is ahead, which the others’ doctor sees by its blocks',
    async () => {
      await changed(await containerOf(network.root, BETA), { env: clockOff(30), files: [faketime ?? ''] })
      await secondsUntil('a block from the future refused', async () =>
        (await foundBy(NORTH)).some(({ code }) => code === 'CLOCK_SKEW_SEVERE'),
      )
      await network.grows(3)
      await (await containerOf(network.root, BETA)).remove({ force: true })
      await network.apply(BETA)
      await secondsUntil('at the head again', () => network.atHead(BETA))
    },
    8 * MINUTES,
  )

  it(
    'say of one that it connects from another address than its record says, by agents and doctor, until it is back',
    async () => {
      const drifts = async () => (await network.agentFinds(NORTH)).includes(`ENDPOINT_DRIFT ${ALPHA}-1`)
      await inPlaceOf({ root: network.root, member: ALPHA, other: BETA }, async (address) => {
        await secondsUntil('an agent sees where it comes from', drifts, 8)
        await secondsUntil('a doctor sees it', async () => {
          const moved = (await foundBy(SOUTH)).filter(({ code }) => code === 'ENDPOINT_MOVED')
          return moved.some(({ subject, says }) => subject === `${ALPHA}-1` && says.includes(` ${address};`))
        })
        expect((await foundBy(SOUTH)).map(({ code }) => code)).not.toContain('PEER_STRANGER')
      })
      await secondsUntil('3 peers each again', async () => (await network.nodes()).every(({ peers }) => peers === 3), 8)
      await secondsUntil('it is seen no more', async () => !(await drifts()))
      expect((await foundBy(SOUTH)).map(({ code }) => code)).not.toContain('ENDPOINT_MOVED')
      for (const member of [ALPHA, BETA]) await secondsUntil('at the head again', () => network.atHead(member), 6)
    },
    25 * MINUTES,
  )

  it(
    'stand still without two, and are healed by their agents when both are back',
    () => areHealed(network, { stayed: [NORTH, SOUTH], gone: [ALPHA, BETA] }),
    20 * MINUTES,
  )

  it(
    'stand still when the wires of two are cut, which nobody is told, and are healed by their agents when they are mended',
    () => {
      const leave = () => cutOff(network.root, [ALPHA, BETA])
      return areHealed(network, { stayed: [NORTH, SOUTH], gone: [ALPHA, BETA], leave })
    },
    20 * MINUTES,
  )

  it(
    'go on after a full stop with permissioning on, and one whose data was lost has the chain again',
    async () => {
      const before = await network.height()
      places.push(...(await toldOf(network.root)))
      await answer(['down', '--home', network.root])
      for (const name of await volumesOf(labelsOf(network.root, ALPHA))) await engine.getVolume(name).remove()
      await network.rehearse()
      await secondsUntil('blocks after a full stop', async () => (await network.height()) > before + 2, 8)
      await secondsUntil('synced from nothing', () => network.atHead(ALPHA), 6)
      await refusesStranger(network, ALPHA)
    },
    20 * MINUTES,
  )

  it(
    'let a fifth member in, by three commands of its own and one of each other',
    async () => {
      joiner = await Joiner.of(network, EAST, { from: NORTH, port: 8650 })
      await letsIn(network, joiner, MEMBERS)
    },
    15 * MINUTES,
  )

  it(
    'let it leave: out of the validators, then of the registry, then of every node’s peers, with none started again',
    async () => {
      const lives = await network.lives(MEMBERS)
      await letsGo(network, EAST, MEMBERS)
      await disconnects(network, EAST)
      await forgets(network, EAST, MEMBERS)
      const left = await connect(joiner?.rpc ?? '', CHAIN)
      await secondsUntil('alone', async () => Number(await left.send('net_peerCount', [])) === 0)
      left.destroy()
      expect(await network.lives(MEMBERS)).toEqual(lives)
      await network.grows(5)
    },
    15 * MINUTES,
  )

  it(
    'have left no secret anywhere: not in what the engine tells of containers, in arguments, environment, logs or files',
    async () => {
      // Within its container, a node's arguments name its files so.
      places.push(...watchProcesses('/quorate/files/').end(), ...watchProcesses(network.folder).end())
      const told = await toldOf(network.root)
      const nodes = MEMBERS.length + 1
      expect(places.filter(({ name }) => /java.*, environ$/.test(name)).length).toBeGreaterThanOrEqual(nodes)
      expect(told.filter(({ name, bytes }) => name.startsWith('logs') && bytes.length > 0)).toHaveLength(nodes)
      const vault = /vault\.sqlite(-wal|-shm|-journal)?$/
      const files = filesIn(network.root, (path) => path.includes('/passphrases/') || vault.test(path))
      expect(leaks([...places, ...told, ...files], await secretsOf(network.root))).toEqual([])
    },
    5 * MINUTES,
  )

  it(
    'leave nothing on the engine once they are erased',
    async () => {
      await joiner?.end()
      // Of the one that joined and left as well: no other command deletes a member's data.
      expect(await volumesOf(labelsOf(network.root, EAST))).toHaveLength(1)
      await answer(['down', '--erase', '--home', network.root])
      expect(await engine.listContainers({ all: true, filters: { label } })).toEqual([])
      expect(await engine.listNetworks({ filters: { label } })).toEqual([])
      expect(await volumesOf(label)).toEqual([])
    },
    5 * MINUTES,
  )
})
