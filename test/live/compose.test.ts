import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from '@jest/globals'
import { secondsUntil } from './seconds.ts'

const image = process.env['QUORATE_TEST_BESU_IMAGE']
const live = image === undefined ? describe.skip : describe
if (image === undefined)
  process.stdout.write('test/live/compose: skipped, since QUORATE_TEST_BESU_IMAGE names no Besu\n')

const FILE = fileURLToPath(new URL('../../docker-compose.yml', import.meta.url))
const PROJECT = 'quorate-rehearsal-four-members'
const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const MINUTES = 60_000
const run = promisify(execFile)

/** Images are built where they are not there yet. */
async function compose(...typed: string[]): Promise<string> {
  const env = { ...process.env, QUORATE_BESU_IMAGE: image }
  return (await run('docker', ['compose', '-f', FILE, ...typed], { env, maxBuffer: 50_000_000 })).stdout
}

const asMember = (member: string, ...typed: string[]) => compose('exec', '-T', `${member}-agent`, 'quorate', ...typed)

async function heightOf(member: string): Promise<number> {
  const { consensus } = JSON.parse(await asMember(member, 'status', '--json')) as { consensus: { height: number } }
  return consensus.height
}

/** Of every service that goes on running. */
async function healths(): Promise<string[]> {
  return (await compose('ps', '--format', '{{.Health}}')).trim().split('\n')
}

afterAll(async () => {
  if (image !== undefined) await compose('down', '--volumes')
}, 3 * MINUTES)

live('docker compose up', () => {
  it(
    'founds the network, and every node and agent becomes well',
    async () => {
      await compose('up', '--detach')
      await secondsUntil('all are healthy', async () => (await healths()).every((health) => health === 'healthy'), 8)
      expect(await healths()).toHaveLength(2 * MEMBERS.length + 1)
      for (const member of MEMBERS) expect(await heightOf(member)).toBeGreaterThan(0)
    },
    20 * MINUTES,
  )

  it(
    'goes on after a full stop, in which the keys in memory went: agents hand them over again',
    async () => {
      const before = await heightOf(MEMBERS[0])
      await compose('stop')
      await compose('up', '--detach')
      await secondsUntil('three blocks more', async () => (await heightOf(MEMBERS[0])) >= before + 3, 8)
    },
    20 * MINUTES,
  )

  it(
    'leaves nothing once it is taken down with its volumes',
    async () => {
      await compose('down', '--volumes')
      for (const kind of ['container', 'network', 'volume']) {
        const all = kind === 'container' ? ['--all'] : []
        const filter = ['--filter', `label=com.docker.compose.project=${PROJECT}`]
        expect([kind, (await run('docker', [kind, 'ls', ...all, '--quiet', ...filter])).stdout]).toEqual([kind, ''])
      }
    },
    5 * MINUTES,
  )
})
