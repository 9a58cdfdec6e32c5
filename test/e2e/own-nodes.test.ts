import { execFileSync } from 'node:child_process'
import { constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { type FileHandle, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { restartBegins, restartingNodes } from '../../provisioner/agent/restarting.ts'
import { homePaths } from '../../provisioner/home/home.ts'
import { isTakenDown } from '../../provisioner/home/taken-down.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { openKeystores } from '../../provisioner/signers/keystore.ts'
import { keyFile } from '../../provisioner/targets/process/key-place.ts'
import { FOUR } from './anchored.ts'
import { answer, endOf, type Options, quorate, refusal, start } from './cli.ts'
import { until } from './processes.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR
/** A stand-in for Besu: see test/stand-ins. The real one is for the live suite. */
const standIn = fileURLToPath(new URL('../stand-ins', import.meta.url))

interface Done {
  readonly done: readonly { kind: string; subject: string; why: string }[]
}

let root = ''
let options = ''
const member = (name: string): Options => ({
  ...as(root, name),
  env: { PATH: `${standIn}:${process.env['PATH']}`, BESU_HOME: '' },
})
const node = `${NORTH}-1`
const applying = (...more: string[]) => ['apply', '--options', options, '--endpoints', join(root, 'endpoints'), ...more]
const apply = async (...more: string[]) => (await answer<Done>(applying(...more), member(NORTH))).done
const kindsOf = (done: Done['done']) => done.map(({ kind, subject }) => `${kind} ${subject}`)

async function giveOptions(memoryMiB: number, besu = '{}'): Promise<void> {
  const text = `format: quorate/member/1
target: process
rpc: { port: 28545 }
metricsPort: 29545
besu: ${besu}
resources: { memoryMiB: ${memoryMiB}, cpus: 1, diskGiB: 1 }
`
  await writeFile(options, text, { mode: 0o600 })
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
  await quorate(['down', '--home', root])
  options = join(root, 'member.yaml')
  await giveOptions(1024)
  await mkdir(join(root, 'endpoints'))
}, 180_000)

describe('a member’s own node', () => {
  it('is not started before everybody knows where it is reached', async () => {
    const { error } = await refusal(applying(), member(NORTH))
    expect(error.code).toBe('INPUT_PROBLEMS')
    expect(JSON.stringify(error.facts)).toContain('ENDPOINT_MISSING')
  }, 60_000)

  it('is not connected by a record that another signed', async () => {
    for (const [i, name] of FOUR.entries())
      await answer(
        ['endpoints', '--set', `${name}-1=127.0.0.1:${28303 + i}`, '--out', join(root, 'endpoints', `${name}.json`)],
        member(name),
      )
    const file = join(root, 'endpoints', `${SOUTH}.json`)
    const honest = await readFile(file, 'utf8')
    await writeFile(file, honest.replace('127.0.0.1', '127.0.0.2'))
    const { error } = await refusal(applying(), member(NORTH))
    expect(JSON.stringify(error.facts)).toContain('ENDPOINTS_FORGED')
    await writeFile(file, honest)
  }, 60_000)

  it('is planned with a reason, made by apply, and needs nothing more', async () => {
    const { planned } = await answer<{ planned: Done['done'] }>(['plan', ...applying().slice(1)], member(NORTH))
    expect(kindsOf(planned)).toEqual([
      'options member.yaml',
      ...[ALPHA, BETA, SOUTH].map((name) => `endpoints ${name}`),
      'site site.json',
      `node ${node}`,
      'connect http://127.0.0.1:28545',
    ])
    expect(await apply()).toEqual(planned)
    expect(await apply()).toEqual([])
    expect((await answer<Done>(['apply'], member(NORTH))).done).toEqual([])
    const home = join(root, 'homes', NORTH, 'nodes', node)
    expect((await readFile(join(home, 'data', 'starts'), 'utf8')).trim().split('\n')).toHaveLength(1)
  }, 120_000)

  it('that hangs is named by an apply that has nothing to do', async () => {
    const config = join(root, 'homes', NORTH, 'nodes', node, 'files', 'besu.toml')
    const pid = Number(execFileSync('pgrep', ['-f', config], { encoding: 'utf8' }).trim().split('\n')[0])
    process.kill(pid, 'SIGSTOP')
    try {
      expect(await answer(['apply'], member(NORTH))).toMatchObject({ done: [], silent: [node] })
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(await answer(['apply'], member(NORTH))).toMatchObject({ done: [], silent: [] })
  }, 60_000)

  it('is replaced where its options change, and its data stays', async () => {
    await giveOptions(2048)
    const done = await apply()
    expect(kindsOf(done)).toEqual(['options member.yaml', `node ${node}`])
    const home = join(root, 'homes', NORTH, 'nodes', node)
    expect((await readFile(join(home, 'data', 'starts'), 'utf8')).trim().split('\n')).toHaveLength(2)
  }, 120_000)

  it('goes back to no older Besu, and stays up', async () => {
    const starts = join(root, 'homes', NORTH, 'nodes', node, 'data', 'starts')
    const before = await readFile(starts, 'utf8')
    await giveOptions(2048, '{ version: 26.7.1 }')
    const { error } = await refusal(applying(), member(NORTH))
    expect(error).toMatchObject({ code: 'UPGRADE_REFUSED', facts: { from: '26.8.0', to: '26.7.1' } })
    expect(await readFile(starts, 'utf8')).toBe(before)
    await giveOptions(2048)
    expect(await apply()).toEqual([])
  }, 60_000)

  it('is made nowhere else while it stands here', async () => {
    const clusters = await newFolder()
    await mkdir(join(clusters, 'staging'))
    await writeFile(join(clusters, 'current'), 'staging')
    await writeFile(join(clusters, 'staging', 'uid'), 'uid-of-staging')
    const besu = `{ image: registry.example/besu, digest: "sha256:${'1'.repeat(64)}" }`
    await writeFile(options, `format: quorate/member/1\ntarget: kubernetes\nbesu: ${besu}\n`)
    const PATH = `${join(standIn, 'clusters')}:${process.env['PATH']}`
    const there = { ...member(NORTH), env: { PATH, STAND_IN_CLUSTERS: clusters } }
    for (const command of ['plan', 'apply']) {
      const { error } = await refusal([command, ...applying().slice(1)], there)
      expect(error).toMatchObject({ code: 'NODES_ELSEWHERE', facts: { nodes: [`${node} running`] } })
    }
    // Nor by other means: what is rendered, and a key that is handed out, start a second one as well.
    const before = await readFile(join(root, 'homes', NORTH, 'member.yaml'), 'utf8')
    const out = await newFolder()
    const rendered = await refusal(['render', ...applying().slice(1), '--out', join(out, 'helm')], there)
    expect(rendered.error.code).toBe('NODES_ELSEWHERE')
    expect(await readFile(join(root, 'homes', NORTH, 'member.yaml'), 'utf8')).toBe(before)
    const handed = await refusal(['node-key', node, '--out', `/dev/shm/quorate-test-${process.pid}.key`], member(NORTH))
    expect(handed.error.code).toBe('NODES_ELSEWHERE')
    await giveOptions(2048)
    expect(await apply()).toEqual([])
  }, 60_000)

  it('stays as another command has it made while apply, or upgrade, waits for its passphrase', async () => {
    const kept = join(root, 'homes', NORTH, 'member.yaml')
    for (const [typed, before, meanwhile] of [
      [['apply'], 2048, 1024],
      [['upgrade', '--to', '26.8.0'], 1024, 2048],
    ] as const) {
      expect(await readFile(kept, 'utf8')).toContain(`memoryMiB: ${before}`)
      const { ended, type } = await atItsPrompt(typed)
      await giveOptions(meanwhile)
      expect(kindsOf(await apply())).toEqual(['options member.yaml', `node ${node}`])
      await type()
      expect(await ended).toEqual([0, null])
      expect(await readFile(kept, 'utf8')).toContain(`memoryMiB: ${meanwhile}`)
    }
    await giveOptions(2048)
    expect(kindsOf(await apply())).toEqual(['options member.yaml'])
  }, 180_000)

  it('stands once, and as wanted, after apply was killed at any moment', async () => {
    const home = join(root, 'homes', NORTH, 'nodes', node)
    for (const [i, wait] of [150, 400, 700, 1000, 1400, 1900].entries()) {
      await giveOptions(i % 2 === 0 ? 1024 : 2048)
      const killed = start(applying(), member(NORTH))
      const end = endOf(killed)
      await setTimeout(wait)
      killed.kill('SIGKILL')
      await end
    }
    await giveOptions(1536)
    await apply()
    expect(await apply()).toEqual([])
    const started = (await readFile(join(home, 'data', 'starts'), 'utf8')).trim().split('\n').map(Number)
    expect(started.filter((pid) => commandOf(pid).includes(home))).toHaveLength(1)
  }, 180_000)

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'has no key left in memory once apply is run again after %s while Besu starts',
    async (signal) => {
      const home = join(root, 'homes', NORTH)
      const key = keyFile({ dir: home }, node)
      const starts = async () =>
        (await readFile(join(home, 'nodes', node, 'data', 'starts'), 'utf8')).trim().split('\n')
      const slow = join(await newFolder(), 'besu')
      const real = join(standIn, 'besu')
      await writeFile(slow, `#!/bin/sh\n[ "$1" = --version ] || sleep 3\nexec '${real}' "$@"\n`, { mode: 0o755 })
      await answer(['down'], member(NORTH))
      const before = await starts()
      const env = { PATH: `${dirname(slow)}:${process.env['PATH']}`, BESU_HOME: '' }
      const stopped = start(applying(), { ...member(NORTH), env })
      const end = endOf(stopped)
      while (!readdirSync(join(home, 'nodes', node)).some((name) => name.startsWith('claim.'))) await setTimeout(20)
      stopped.kill(signal)
      await end
      expect([existsSync(key), await starts()]).toEqual([true, before])
      expect(kindsOf(await apply())).toEqual([`node ${node}`])
      expect([existsSync(key), (await starts()).length]).toEqual([false, before.length + 1])
      expect(await apply()).toEqual([])
    },
    120_000,
  )

  it('is made from what its chain tells was decided since, and the home keeps that', async () => {
    const home = join(root, 'homes', NORTH)
    const period = { kind: 1, beginsAt: 1_950_000_000, blockPeriodSeconds: 5, decidedAt: 1_940_000_000 }
    const list = [{ ...period, cancelledAt: 0, fork: `0x${'00'.repeat(32)}` }]
    const told = interfaceOf('Amendments').encodeFunctionResult('amendments', [list])
    await writeFile(join(home, 'nodes', node, 'data', 'eth_call'), told)
    expect(kindsOf(await apply())).toEqual(['amendments amendments.json', `node ${node}`])
    const { config } = JSON.parse(await readFile(join(home, 'nodes', node, 'files', 'genesis.json'), 'utf8'))
    expect(config.transitions.qbft).toEqual([{ block: 1_950_000_000, blockperiodseconds: 5 }])
    await writeFile(join(home, 'nodes', node, 'data', 'eth_call'), '0x')
    expect(await apply()).toEqual([])
  }, 120_000)

  it('leaves no secret in arguments, environment, logs, journal or files but keystores', async () => {
    const passphrase = (await readFile(join(root, 'passphrases', NORTH), 'utf8')).trim()
    const home = join(root, 'homes', NORTH)
    const keys = await openKeystores((await openHome(home)).keystores, passphrase)
    const secrets = [passphrase, ...[...keys.values()].map((key) => key.reveal().slice(2))]
    const places = [...filesIn(home), ...filesIn(join(root, 'endpoints'))]
    expect(places.length).toBeGreaterThan(10)
    for (const file of places) {
      const text = readFileSync(file, 'latin1').toLowerCase()
      expect([file, secrets.filter((secret) => text.includes(secret))]).toEqual([file, []])
    }
    const [pid = 0] = (await readFile(join(home, 'nodes', node, 'data', 'starts'), 'utf8'))
      .trim()
      .split('\n')
      .map(Number)
      .reverse()
    const seen = `${commandOf(pid)}\n${readFileSync(`/proc/${pid}/environ`, 'latin1')}`.toLowerCase()
    expect(seen).toContain('config-file')
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([])
  }, 60_000)

  it('goes on knowing a public chain that was named once, until it is named anew or member.yaml no longer has it', async () => {
    const chains = async () => {
      const { publicChains } = JSON.parse(await readFile(homePaths.connection(join(root, 'homes', NORTH)), 'utf8'))
      return publicChains
    }
    await apply('--public-rpc', 'http://127.0.0.1:9')
    const [name = ''] = Object.keys(await chains())
    expect(await answer(['plan'], member(NORTH))).toEqual({ planned: [] })
    expect([await apply(), await chains()]).toEqual([[], { [name]: ['http://127.0.0.1:9'] }])
    const text = await readFile(options, 'utf8')
    await writeFile(options, `${text}publicChains: { ${name}: ['http://127.0.0.1:10'] }\n`)
    await apply()
    expect(await chains()).toEqual({ [name]: ['http://127.0.0.1:10'] })
    await writeFile(options, text)
    // As an apply leaves it that is killed once it has kept its options.
    await writeFile(homePaths.options(join(root, 'homes', NORTH)), text)
    await apply()
    expect(await chains()).toEqual({})
    await writeFile(homePaths.connection(join(root, 'homes', NORTH)), '{')
    await apply()
    expect(await chains()).toEqual({})
  }, 180_000)

  it('is stopped by down, its data and keys stay, no agent is to start it again, and apply does', async () => {
    const home = join(root, 'homes', NORTH)
    await restartBegins(home, node)
    expect(await answer(['down'], member(NORTH))).toMatchObject({ stopped: [node] })
    expect([...(await restartingNodes(home)).keys()]).toEqual([])
    // As an `apply` leaves it that is killed before its node runs.
    const left = keyFile({ dir: home }, node)
    await mkdir(dirname(left), { recursive: true })
    await writeFile(left, '', { mode: 0o600 })
    expect(await answer(['down'], member(NORTH))).toMatchObject({ stopped: [] })
    expect(existsSync(left)).toBe(false)
    expect(await isTakenDown(home)).toBe(true)
    expect(kindsOf(await apply())).toEqual(['site site.json', `node ${node}`])
    expect(await isTakenDown(home)).toBe(false)
    expect((await refusal(['down', '--erase'], member(NORTH))).error.code).toBe('USAGE')
  }, 120_000)

  it('is stopped by down where apply was stopped before it had written down where the node answers', async () => {
    await rm(join(root, 'homes', NORTH, 'connection.json'))
    expect(await answer(['down'], member(NORTH))).toMatchObject({ stopped: [node] })
    expect(kindsOf(await apply())).toEqual(['site site.json', `node ${node}`, expect.stringMatching(/^connect /)])
  }, 120_000)
})

/** A command that has come to where it needs its passphrase, which a pipe holds back until it is typed. */
async function atItsPrompt(typed: readonly string[]) {
  const pipe = join(await newFolder(), 'passphrase')
  execFileSync('mkfifo', ['-m', '600', pipe])
  const ended = endOf(start([...typed, '--json'], { ...member(NORTH), passphrase: pipe }))
  let writer: FileHandle | undefined
  await until('it asks', async () => {
    writer = await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => undefined)
    return writer !== undefined
  })
  const type = async () => {
    await writer?.writeFile(await readFile(join(root, 'passphrases', NORTH), 'utf8'))
    await writer?.close()
  }
  return { ended, type }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
