import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { answer, quorate } from '../e2e/cli.ts'
import { docker } from '../provisioner/targets/docker/engine.ts'
import { LiveNetwork } from './live-network.ts'
import { secondsUntil } from './seconds.ts'

const image = process.env['QUORATE_TEST_BESU_IMAGE']
const live = image === undefined ? describe.skip : describe
if (image === undefined)
  process.stdout.write('test/live/docker: skipped, since QUORATE_TEST_BESU_IMAGE names no Besu\n')

const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const [, SOUTH, ALPHA, BETA] = MEMBERS
const MINUTES = 60_000

let network: LiveNetwork
let label: string[] = []

beforeAll(async () => {
  if (image === undefined) return
  const spec = fileURLToPath(new URL('four-live.yaml', import.meta.url))
  network = await LiveNetwork.in(spec, ['docker', '--besu-image', image])
})

afterAll(async () => {
  if (image === undefined) return
  await quorate(['down', '--erase', '--home', network.root])
  await network.end()
}, 5 * MINUTES)

async function containerOf(member: string) {
  const filters = { label: [...label, `quorate.member=${member}`] }
  const [found] = await docker.listContainers({ all: true, filters })
  return docker.getContainer(found?.Id ?? '').inspect()
}

live('four validators in containers of one engine, on a real Besu', () => {
  it(
    'stand by the members’ own commands, see one another, and make blocks',
    async () => {
      const stands = await network.rehearse()
      const { networkId } = JSON.parse(readFileSync(join(network.root, 'lock.json'), 'utf8')).founding
      label = [`quorate.network=${networkId}`]
      expect(stands.consensus).toMatchObject({ kind: 'qbft', quorum: 3 })
      await secondsUntil('block 5', async () => (await network.height()) >= 5)
      await secondsUntil('3 peers each', async () => (await network.nodes()).every(({ peers }) => peers === 3))
    },
    20 * MINUTES,
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
      const before = await containerOf(BETA)
      process.kill(before.State.Pid, 'SIGKILL')
      await secondsUntil('it runs again', async () => {
        const { State, Id } = await containerOf(BETA)
        return Id === before.Id && State.Running && State.Pid !== before.State.Pid
      })
      await secondsUntil('at the head again', () => network.atHead(BETA), 6)
    },
    10 * MINUTES,
  )

  it(
    'go on after a full stop, and one whose data was lost has the chain again',
    async () => {
      const before = await network.height()
      await answer(['down', '--home', network.root])
      const volumes = (
        await docker.listVolumes({ filters: JSON.stringify({ label: [...label, `quorate.member=${ALPHA}`] }) })
      ).Volumes
      for (const { Name } of volumes) await docker.getVolume(Name).remove()
      await network.rehearse()
      await secondsUntil('blocks after a full stop', async () => (await network.height()) > before + 2, 8)
      await secondsUntil('synced from nothing', () => network.atHead(ALPHA), 6)
    },
    20 * MINUTES,
  )

  it(
    'leave nothing on the engine once they are erased',
    async () => {
      await answer(['down', '--erase', '--home', network.root])
      expect(await docker.listContainers({ all: true, filters: { label } })).toEqual([])
      expect(await docker.listNetworks({ filters: { label } })).toEqual([])
      expect((await docker.listVolumes({ filters: JSON.stringify({ label }) })).Volumes ?? []).toEqual([])
    },
    5 * MINUTES,
  )
})
