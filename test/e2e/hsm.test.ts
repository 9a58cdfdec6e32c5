import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { skipped } from '../charts/programs.ts'
import { noToken, PIN, type SoftToken, softToken } from '../fixtures/soft-token.ts'
import { answer, type Options, quorate, refusal } from './cli.ts'
import { approveAll, type Founders, NAMES, strangers } from './members.ts'

const [NORTH] = NAMES
const node = `${NORTH}-1`
/** A stand-in for Besu, which opens the token by what the node was given: see test/stand-ins. */
const standIn = fileURLToPath(new URL('../stand-ins', import.meta.url))

interface Card {
  readonly nodes: readonly { readonly publicKey: string }[]
}

function withToken(): void {
  let founders: Founders
  let token: SoftToken
  let options = ''
  const home = () => founders.as(NORTH).home ?? ''
  const north = (): Options => ({
    ...founders.as(NORTH),
    env: { PATH: `${standIn}:${process.env['PATH']}`, BESU_HOME: '' },
  })
  const applying = () => ['apply', '--options', options, '--lock', 'lock.json', '--endpoints', 'endpoints']

  const giveOptions = (hsm: object, target = 'process') =>
    writeFile(
      options,
      JSON.stringify({
        ...{ format: 'quorate/member/1', target, rpc: { port: 28_845 }, metricsPort: 29_845 },
        resources: { memoryMiB: 1024, cpus: 1, diskGiB: 1 },
        besu: { digest: `sha256:${'1'.repeat(64)}` },
        hsm,
      }),
      { mode: 0o600 },
    )
  const hsm = (changes: object = {}) => ({
    [node]: {
      ...{ module: 'pkcs11-hsm', config: join(founders.folder, 'pkcs11.cfg'), alias: token.label },
      ...{ pin: join(founders.folder, 'pin'), environment: token.environment, ...changes },
    },
  })

  beforeAll(async () => {
    founders = await strangers()
    options = join(founders.folder, 'member.yaml')
    const folder = join(founders.folder, 'token')
    await mkdir(folder)
    token = softToken(folder)
    await writeFile(join(founders.folder, 'pkcs11.cfg'), token.config)
    await writeFile(join(founders.folder, 'pin'), `${PIN}\n`, { mode: 0o600 })
  }, 60_000)
  afterAll(async () => {
    if (existsSync(home())) await quorate(['down'], north())
  }, 60_000)

  it('makes a node’s key, and its home has none of it', async () => {
    const spec = ['--spec', founders.spec, '--rehearsal']
    const other = join(founders.folder, 'other.txt')
    await writeFile(other, 'no key')
    for (const typed of [`${node}=${other}`, `another-1=${token.publicKeyFile}`, token.publicKeyFile])
      expect((await refusal(['init', NORTH, ...spec, '--hsm', typed], north())).error.code).toBe('USAGE')
    await answer(['init', NORTH, ...spec, '--hsm', `${node}=${token.publicKeyFile}`], north())
    expect(readdirSync(join(home(), 'keys')).filter((name) => name.startsWith('node'))).toEqual([])
    const out = ['--out', `/dev/shm/quorate-test-${process.pid}.key`]
    expect((await refusal(['node-key', node, ...out], north())).error.code).toBe('KEY_ELSEWHERE')
  }, 60_000)

  it('signs the card, which is refused the signature of another card or another key', async () => {
    const out = ['--out', founders.card(NORTH)]
    const { error } = await refusal(['card', ...out], north())
    expect([error.code, error.facts['nodes']]).toEqual(['NODE_PROOF_AWAITED', [node]])
    const digest = String(error.facts['digestFile'])
    expect(readFileSync(digest)).toHaveLength(32)
    const wrong = join(founders.folder, 'wrong.digest')
    writeFileSync(wrong, Buffer.alloc(32, 7))
    const proof = (file: string) => ['--node-proof', `${node}=${file}`]
    expect((await refusal(['card', ...proof(token.sign(wrong)), ...out], north())).error.code).toBe('PROOF_OTHER')
    const card = await answer<Card>(['card', ...proof(token.sign(digest)), ...out], north())
    expect(`0x${readFileSync(token.publicKeyFile).subarray(-64).toString('hex')}`).toBe(card.nodes[0]?.publicKey)
    expect((await quorate(['check', founders.spec, founders.card(NORTH)], north())).code).toBe(0)
    expect(await answer(['card'], north())).toEqual(card)
  }, 60_000)

  it('founds a network with others, whose node opens the token by what member.yaml says', async () => {
    for (const member of NAMES.slice(1)) {
      await answer(['init', member, '--spec', founders.spec, '--rehearsal'], founders.as(member))
      await answer(['card', '--out', founders.card(member)], founders.as(member))
    }
    const approvals = await approveAll(founders, '--rehearsal')
    const lock = join(founders.folder, 'lock.json')
    await answer(['seal', join(founders.folder, 'founding.json'), ...approvals, '--out', lock])
    await mkdir(join(founders.folder, 'endpoints'))
    for (const [i, member] of NAMES.entries()) {
      const record = ['--out', join(founders.folder, 'endpoints', `${member}.json`)]
      await answer(['endpoints', '--set', `${member}-1=127.0.0.1:${28_803 + i}`, ...record], founders.as(member))
    }
    await giveOptions({})
    expect(JSON.stringify((await refusal(applying(), north())).error.facts)).toContain('HSM_ABSENT')
    await giveOptions(hsm({ pin: undefined }))
    expect(JSON.stringify((await refusal(applying(), north())).error.facts)).toContain('HSM_PIN_ABSENT')
    await giveOptions(hsm())
    await chmod(join(founders.folder, 'pin'), 0o644)
    expect((await refusal(applying(), north())).error.code).toBe('PIN_PERMISSIONS')
    await chmod(join(founders.folder, 'pin'), 0o600)
    await giveOptions(hsm({ alias: 'another' }))
    expect((await refusal(applying(), north())).error.code).toBe('NODE_NOT_STARTED')
    await giveOptions(hsm({ plugins: '/opt/besu-pkcs11' }))
    await answer(applying(), north())
    const toml = await readFile(join(home(), 'nodes', node, 'files', 'besu.toml'), 'utf8')
    expect(toml).toContain('security-module="pkcs11-hsm"\n')
    expect(toml).toContain(`plugin-pkcs11-hsm-key-alias="${token.label}"\n`)
    expect(toml).not.toContain('node-private-key-file')
    const { id } = (await rpc('admin_nodeInfo')) as { id: string }
    expect(id).toBe(readFileSync(token.publicKeyFile).subarray(-64).toString('hex'))
    expect((await answer<{ done: object[] }>(applying(), north())).done).toEqual([])
  }, 180_000)

  it('leaves its PIN in the operator’s file alone', async () => {
    const [pid = ''] = (await readFile(join(home(), 'nodes', node, 'data', 'starts'), 'utf8'))
      .trim()
      .split('\n')
      .slice(-1)
    const seen = ['cmdline', 'environ'].map((name) => readFileSync(`/proc/${pid}/${name}`, 'latin1')).join('\n')
    expect(seen).toContain('-Dbesu.plugins.dir=/opt/besu-pkcs11')
    expect(seen).toContain('SOFTHSM2_CONF=')
    expect(seen).not.toContain(PIN)
    const files = readdirSync(founders.folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    )
    const holding = files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file, 'latin1').includes(PIN))
    expect(holding).toEqual([join(founders.folder, 'pin')])
    const memory = spawnSync('grep', ['-rlsF', '-f', join(founders.folder, 'pin'), '/dev/shm'], { encoding: 'utf8' })
    expect([memory.error, memory.stdout]).toEqual([undefined, ''])
  }, 60_000)

  it('is named in files for other means, by reference: Compose’s secret, a Secret of the cluster', async () => {
    await answer(['down'], north())
    await giveOptions(hsm({ plugins: '/opt/besu-pkcs11' }), 'docker')
    const rendering = ['render', '--options', options, '--out']
    await answer([...rendering, 'compose'], north())
    const compose = load(await readFile(join(founders.folder, 'compose', 'compose.yaml'), 'utf8')) as Compose
    expect(compose.services[node]?.secrets).toEqual([`${node}-pin`])
    expect(compose.secrets[`${node}-pin`]).toEqual({ file: join(founders.folder, 'pin') })
    expect(compose.services[node]?.volumes).toContain('/opt/besu-pkcs11:/quorate/plugins:ro')
    expect(compose.services[node]?.entrypoint).toContain(`/run/secrets/${node}-pin`)
    expect(JSON.stringify(compose)).not.toContain(`${node}-key`)
    await giveOptions(hsm({ pin: undefined, pinSecret: 'north-token' }), 'kubernetes')
    expect((await refusal([...rendering, 'helm'], north())).error.code).toBe('NODES_RENDERED')
    expect((await refusal(['down'], north())).error.code).toBe('NODES_RENDERED')
    await answer(['restore', '--old-node-is-gone'], north())
    const { secrets } = await answer<{ secrets: string[] }>([...rendering, 'helm'], north())
    expect(secrets).toEqual(['north-token'])
    const { nodes } = load(await readFile(join(founders.folder, 'helm', 'values.yaml'), 'utf8')) as Values
    expect(nodes).toMatchObject([{ pinSecret: 'north-token', environment: token.environment }])
    expect(nodes[0]).not.toHaveProperty('keySecret')
  }, 120_000)
}

interface Compose {
  readonly services: Readonly<
    Record<string, { readonly secrets: string[]; readonly volumes: string[]; readonly entrypoint: string[] }>
  >
  readonly secrets: Readonly<Record<string, unknown>>
}
interface Values {
  readonly nodes: readonly object[]
}

async function rpc(method: string): Promise<unknown> {
  const response = await fetch('http://127.0.0.1:28845', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer nobody checks it here' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }),
  })
  return ((await response.json()) as { result: unknown }).result
}

describe('a member whose node’s key is in an HSM', () => {
  if (noToken === undefined) withToken()
  else skipped(noToken)
})
