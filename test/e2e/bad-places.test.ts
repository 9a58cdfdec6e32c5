import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { connectEngine } from '../../provisioner/targets/docker/engine.ts'
import { freePorts } from '../behaviours/example-manifests.ts'
import { programs } from '../charts/programs.ts'
import { type EngineAnswer, engineStandIn } from '../stand-ins/engine-stand-in.ts'
import { FOUR, journalOf } from './anchored.ts'
import { answer, type Options, quorate, refusal } from './cli.ts'
import { allProcesses } from './processes.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const [NORTH, SOUTH] = FOUR
/** Stand-ins for Besu and for kubectl. */
const besu = fileURLToPath(new URL('../stand-ins', import.meta.url))
const kubectl = join(besu, 'clusters')
const DIGEST = `sha256:${'1'.repeat(64)}`
const FULL = 'write /var/lib/docker/tmp/layer: no space left on device'
const present: EngineAnswer = [200, { Id: DIGEST }]
const servers: Server[] = []

let root = ''
let home = ''
let options = ''

type Target = 'process' | 'docker' | 'kubernetes'
const optionsOf: Readonly<Record<Target, string>> = {
  process: 'rpc: { port: 28745 }\nmetricsPort: 29745\nbesu: {}',
  // Nothing listens on port 1: an engine that has no such image cannot pull it either.
  docker: `rpc: { port: 28745 }\nmetricsPort: 29745\nbesu: { image: 127.0.0.1:1/besu, digest: "${DIGEST}" }`,
  kubernetes: `kubernetes: { namespace: shared }\nbesu: { image: registry.example/besu, digest: "${DIGEST}" }`,
}

const onPath = (...folders: string[]): Record<string, string> => ({
  PATH: [...folders, dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
  BESU_HOME: '',
})
const member = (more: Partial<Options> = {}): Options => ({ ...as(root, NORTH), env: onPath(besu), ...more })
const applying = () => ['apply', '--options', options, '--endpoints', join(root, 'endpoints')]

/** Keys, lock and card: none of it changes whatever goes wrong. */
function kept(): string {
  const keys = readdirSync(join(home, 'keys')).map((name) => join('keys', name))
  const files = [...keys, 'home.json', 'lock.json', 'card.json']
  return files.map((name) => `${name} ${readFileSync(join(home, name), 'utf8')}`).join('\n')
}

const giveOptions = (target: Target) =>
  writeFile(options, `format: quorate/member/1\ntarget: ${target}\n${optionsOf[target]}\n`, { mode: 0o600 })

/** Why apply is refused, and which step the journal says it had begun with, if any. */
async function refused(target: Target, more: Partial<Options>) {
  await giveOptions(target)
  const [before, lines] = [kept(), (await journalOf(root, NORTH)).length]
  const { error } = await refusal(applying(), member(more))
  expect(kept()).toBe(before)
  expect(allProcesses().filter(({ command }) => command.includes(join(home, 'nodes')))).toEqual([])
  const { event, kind } = ((await journalOf(root, NORTH)).slice(lines).at(-1) ?? {}) as Record<string, unknown>
  return { ...error, last: event === undefined ? 'nothing begun' : `${event} ${kind}` }
}

/** Nothing was made in the place that the options now name, and the home lets go of it. */
async function nothingStands(env: Record<string, string>): Promise<void> {
  expect(await answer(['down'], member({ env }))).toMatchObject({ stopped: [] })
}

async function standIn(answers: Readonly<Record<string, EngineAnswer>>, asked: string[] = []) {
  const socket = join(await newFolder(), 'engine.sock')
  servers.push(await engineStandIn(socket, answers, asked))
  return { socket, env: { ...onPath(besu), DOCKER_HOST: `unix://${socket}` } }
}

const engine = await connectEngine(process.env['DOCKER_HOST']).catch(() => undefined)
const withKubectl = programs.kubectl === undefined ? it.skip : it
if (programs.kubectl === undefined) process.stderr.write('skipped: no kubectl here to find no cluster\n')

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
  await quorate(['down', '--home', root])
  home = join(root, 'homes', NORTH)
  options = join(root, 'member.yaml')
  await mkdir(join(root, 'endpoints'))
  for (const [i, name] of FOUR.entries()) {
    const record = join(root, 'endpoints', `${name}.json`)
    await answer(['endpoints', '--set', `${name}-1=127.0.0.1:${28503 + i}`, '--out', record], as(root, name))
  }
}, 180_000)

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

describe('a node cannot be run by an engine', () => {
  it('that is not there: nothing is begun', async () => {
    const env = { ...onPath(besu), DOCKER_HOST: 'unix:///nowhere/docker.sock' }
    expect(await refused('docker', { env })).toMatchObject({
      code: 'ENGINE_ABSENT',
      remedy: expect.stringMatching(/Start the engine.*DOCKER_HOST/),
      last: 'nothing begun',
    })
  }, 60_000)

  it('whose socket this user may not open: nothing is begun', async () => {
    const { socket, env } = await standIn({})
    chmodSync(socket, 0)
    // Root may open every socket, unless that right is taken from it.
    const through = process.geteuid?.() === 0 ? ['setpriv', '--bounding-set', '-dac_override', '--'] : []
    expect(await refused('docker', { env, through })).toMatchObject({
      code: 'ENGINE_REFUSED',
      facts: { host: `unix://${socket}` },
      remedy: expect.stringMatching(/group that owns the socket/),
      last: 'nothing begun',
    })
  }, 60_000)

  it(`that has no such image and cannot pull it${engine === undefined ? ', by a stand-in' : ''}`, async () => {
    const message = 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused'
    const env = engine === undefined ? (await standIn({ 'POST /images/create': [500, { message }] })).env : onPath(besu)
    expect(await refused('docker', { env })).toMatchObject({
      code: 'IMAGE_ABSENT',
      facts: { image: `127.0.0.1:1/besu@${DIGEST}`, message: expect.stringContaining('connection refused') },
      remedy: expect.stringMatching(/docker load/),
      last: 'step.started node',
    })
    await nothingStands(env)
  }, 60_000)

  it.each<[string, Record<string, EngineAnswer>, string]>([
    ['refuses to pull', { 'POST /images/create': [500, { message: FULL }] }, 'POST /images/create'],
    [
      'comes to the end of its room while it pulls',
      { 'POST /images/create': [200, `{"status":"Extracting"}\n{"errorDetail":{},"error":"${FULL}"}\n`] },
      'POST /images/create',
    ],
    [
      'cannot make the container',
      {
        'GET /images/': present,
        'POST /networks/create': [201, { Id: 'n' }],
        'POST /volumes/create': [201, { Name: 'v' }],
        'POST /containers/create': [500, { message: FULL }],
      },
      'POST /containers/create',
    ],
  ])(
    'whose disk is full, so that it %s, by a stand-in',
    async (_, answers, lastCall) => {
      const asked: string[] = []
      const { env } = await standIn(answers, asked)
      expect(await refused('docker', { env })).toMatchObject({
        code: 'DISK_FULL',
        facts: { message: expect.stringContaining(FULL) },
        remedy: expect.stringMatching(/docker system df/),
        last: 'step.started node',
      })
      expect(asked.at(-1)).toBe(lastCall)
      await nothingStands(env)
    },
    60_000,
  )
})

describe('a node cannot be run in a cluster', () => {
  withKubectl(
    'where the kubeconfig leads nowhere: nothing is begun',
    async () => {
      const [port = 0] = await freePorts(1)
      const folder = await newFolder()
      const nobody = join(folder, 'nobody-listens')
      const clusters = [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}` } }]
      const contexts = [{ name: 'c', context: { cluster: 'c', user: 'u' } }]
      const config = { apiVersion: 'v1', kind: 'Config', clusters, contexts, 'current-context': 'c', users: [] }
      await writeFile(nobody, JSON.stringify(config))
      for (const KUBECONFIG of ['/nowhere/kubeconfig', nobody]) {
        const env = { ...onPath(besu, dirname(programs.kubectl ?? '')), HOME: folder, KUBECONFIG }
        expect([KUBECONFIG, await refused('kubernetes', { env })]).toMatchObject([
          KUBECONFIG,
          { code: 'CLUSTER_UNREACHABLE', remedy: expect.stringMatching(/KUBECONFIG/), last: 'nothing begun' },
        ])
      }
    },
    60_000,
  )

  it('in a namespace of another member, by a stand-in for kubectl: nothing is begun', async () => {
    const clusters = await newFolder()
    await mkdir(join(clusters, 'production'))
    const lock = JSON.parse(readFileSync(join(home, 'lock.json'), 'utf8'))
    const network = lock.founding.consortium.name
    const labels = { 'quorate.network': network, 'quorate.member': SOUTH }
    const files = { uid: 'uid-of-production', 'shared.json': JSON.stringify({ metadata: { labels } }) }
    for (const [name, text] of Object.entries(files)) await writeFile(join(clusters, 'production', name), text)
    await writeFile(join(clusters, 'current'), 'production')
    const env = { ...onPath(besu, kubectl), STAND_IN_CLUSTERS: clusters }
    expect(await refused('kubernetes', { env })).toMatchObject({
      code: 'NAMESPACE_FOREIGN',
      facts: { namespace: 'shared', found: `${SOUTH} in ${network}` },
      remedy: expect.stringMatching(/Choose another namespace/),
      last: 'nothing begun',
    })
  }, 60_000)
})

it('refused in all these places, the node is made where it can be, and needs nothing more', async () => {
  await giveOptions('process')
  await answer(applying(), member())
  expect(await answer(applying(), member())).toMatchObject({ done: [] })
  expect(await answer(['down'], member())).toMatchObject({ stopped: [`${NORTH}-1`] })
}, 60_000)
