import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { foundingFolders, memberFolders, rehearsalVolumes } from '../../network/render/compose/commands.ts'
import { rehearsalPaths } from '../../provisioner/rehearsal/folder.ts'
import { watchProcesses } from '../e2e/process-watch.ts'
import { filesIn, leaks, type Place, secretsIn, secretsOf } from '../e2e/secrets.ts'
import { labelled, toldBy } from './containers.ts'
import { secondsUntil } from './seconds.ts'

const image = process.env['QUORATE_TEST_BESU_IMAGE']
const live = image === undefined ? describe.skip : describe
if (image === undefined)
  process.stdout.write('test/live/compose: skipped, since QUORATE_TEST_BESU_IMAGE names no Besu\n')

const FILE = fileURLToPath(new URL('../../docker-compose.yml', import.meta.url))
const PROJECT = 'quorate-rehearsal-four-members'
const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const MINUTES = 60_000
/** Services that come to be: a node and an agent of each member, the public chain, and two that end: folders, and the founding. */
const SERVICES = 2 * MEMBERS.length + 3
const run = promisify(execFile)
let folder = ''

/** Images are built where they are not there yet. */
async function compose(...typed: string[]): Promise<string> {
  const env = { ...process.env, QUORATE_BESU_IMAGE: image }
  return docker(['compose', '-f', FILE, ...typed], env)
}

async function docker(typed: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  return (await run('docker', typed, { env, maxBuffer: 50_000_000 })).stdout
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

const label = [`com.docker.compose.project=${PROJECT}`]

async function founding() {
  const [found] = await labelled([...label, 'com.docker.compose.service=founding'])
  if (found === undefined) throw new Error('the founding has no container')
  return found
}

/** What the founding gave to volumes, as it stands in them now, laid out as a rehearsal on this machine is. */
async function kept(): Promise<string> {
  const { id } = await founding()
  const [root, volumes] = [join(folder, 'rehearsal'), join(folder, 'volumes')]
  await docker(['cp', `${id}:${foundingFolders.rehearsal}`, root])
  await docker(['cp', `${id}:${rehearsalVolumes.root}`, volumes])
  const inVolume = (name: string, path: string) => join(volumes, name, path.split('/').slice(2).join('/'))
  for (const path of [rehearsalPaths.home, rehearsalPaths.passphrase])
    await mkdir(dirname(path(root, MEMBERS[0])), { recursive: true })
  for (const member of MEMBERS) {
    const { home, passphrase } = memberFolders
    await rename(inVolume(rehearsalVolumes.member(member), home), rehearsalPaths.home(root, member))
    await rename(inVolume(rehearsalVolumes.secret(member), passphrase), rehearsalPaths.passphrase(root, member))
  }
  return root
}

/** What the engine tells of the images that these containers were made from. */
async function toldOfImages(): Promise<Place[]> {
  const inspected = (await labelled(label)).map(async (container) => (await container.inspect()).Image)
  const asked = [...new Set(await Promise.all(inspected))].flatMap((id) => [
    ['image', 'inspect', id],
    ['history', '--no-trunc', id],
  ])
  return Promise.all(asked.map(async (typed) => ({ name: typed.join(' '), bytes: Buffer.from(await docker(typed)) })))
}

beforeAll(async () => {
  if (image !== undefined) folder = await mkdtemp(join(tmpdir(), 'quorate-compose-'))
})

afterAll(async () => {
  if (image !== undefined) await compose('down', '--volumes')
  if (folder !== '') await rm(folder, { recursive: true, force: true })
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
    'has left no secret anywhere: not in arguments, environment or logs, nor in what is shared, journals or images',
    async () => {
      // Within its container a node's arguments name its files so, and an agent's are these.
      const running = ['/quorate/files/', 'quorate agent --host'].flatMap((named) => watchProcesses(named).end())
      for (const seen of [/java.*, environ$/, /quorate agent --host.*, environ$/])
        expect(running.filter(({ name }) => seen.test(name)).length).toBeGreaterThanOrEqual(MEMBERS.length)
      const [told, images] = [await toldBy(await labelled(label)), await toldOfImages()]
      expect(told.filter(({ name }) => name.startsWith('inspect'))).toHaveLength(SERVICES)
      const logs = told.filter(({ name, bytes }) => /^logs .*-(1|agent)-1$/.test(name) && bytes.length > 0)
      expect(logs).toHaveLength(2 * MEMBERS.length)
      // Besu's and this kit's, each in two ways.
      expect(images.filter(({ bytes }) => bytes.length > 500).length).toBeGreaterThanOrEqual(4)
      await compose('stop')
      const secrets = await secretsOf(await kept())
      const vault = /vault\.sqlite(-wal|-shm|-journal)?$/
      const files = filesIn(folder, (path) => path.includes('/passphrases/') || vault.test(path))
      for (const name of ['lock.json', 'journal.ndjson', 'besu.toml', `node-${MEMBERS[0]}-1.json`])
        expect([name, files.some((file) => file.name.endsWith(`/${name}`))]).toEqual([name, true])
      expect(leaks([...running, ...told, ...images, ...files], secrets)).toEqual([])
      // Not in the file system that the image gave to the founding, nor in what that wrote outside of volumes.
      const there = { what: 'what the image holds', spellings: [Buffer.from('"name": "quorate"')] }
      const system = (await (await founding()).export()) as AsyncIterable<Buffer>
      expect(await secretsIn(system, [...secrets, there])).toEqual([there.what])
    },
    10 * MINUTES,
  )

  it(
    'leaves nothing once it is taken down with its volumes',
    async () => {
      await compose('down', '--volumes')
      for (const kind of ['container', 'network', 'volume']) {
        const all = kind === 'container' ? ['--all'] : []
        const filter = label.flatMap((one) => ['--filter', `label=${one}`])
        expect([kind, await docker([kind, 'ls', ...all, '--quiet', ...filter])]).toEqual([kind, ''])
      }
    },
    5 * MINUTES,
  )
})
