import { once } from 'node:events'
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { FOUR, journalOf } from './anchored.ts'
import { answer, type Options, quorate, refusal } from './cli.ts'
import { allProcesses } from './processes.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'
import { mayMakeSmallDisks, onSmallDisk } from './small-disk.ts'

const [NORTH] = FOUR
/** A stand-in for Besu: see test/stand-ins. */
const standIn = fileURLToPath(new URL('../stand-ins', import.meta.url))
const DIGEST = `sha256:${'1'.repeat(64)}`
const node = `${NORTH}-1`

let root = ''
let home = ''
let options = ''

const onPath = (...folders: string[]): Record<string, string> => ({
  PATH: [...folders, dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
  BESU_HOME: '',
})
const member = (env: Record<string, string> = onPath(standIn)): Options => ({ ...as(root, NORTH), env })
const applying = () => ['apply', '--options', options, '--endpoints', join(root, 'endpoints')]
const data = () => join(home, 'nodes', node, 'data')

function giveOptions(target: 'process' | 'docker'): Promise<void> {
  const text = `format: quorate/member/1
target: ${target}
rpc: { port: 28645 }
metricsPort: 29645
besu: { digest: "${DIGEST}" }
resources: { memoryMiB: 1024, cpus: 1, diskGiB: 1 }
`
  return writeFile(options, text, { mode: 0o600 })
}

/** A program in a folder of its own that says this when it is asked for its version. */
async function besuThat(says: string): Promise<string> {
  const folder = await newFolder()
  writeFileSync(join(folder, 'besu'), `#!/bin/sh\n${says}\n`)
  chmodSync(join(folder, 'besu'), 0o755)
  return folder
}

const onFullDisk = (await mayMakeSmallDisks()) ? it : it.skip

/** What must not change whatever goes wrong: keys, lock, card. */
function kept(): string {
  const files = [
    ...readdirSync(join(home, 'keys')).map((name) => join('keys', name)),
    'home.json',
    'lock.json',
    'card.json',
  ]
  return files.map((name) => `${name} ${readFileSync(join(home, name), 'utf8')}`).join('\n')
}

/** The last step that the journal has begun, and whether it has ended. */
async function lastStep(): Promise<string> {
  const steps = (await journalOf(root, NORTH)).filter(({ event }) => event.startsWith('step.'))
  const { event = 'none', kind = '' } = (steps.at(-1) ?? {}) as { event?: string; kind?: string }
  return `${event} ${kind}`
}

const running = () => allProcesses().filter(({ command }) => command.includes(join(home, 'nodes')))

/** Refused with this code, and nothing runs, and nothing that matters has changed. */
async function refused(env?: Record<string, string>) {
  const before = kept()
  const { error } = await refusal(applying(), member(env))
  expect(kept()).toBe(before)
  expect(running()).toEqual([])
  return error
}

/** Once it is mended, the very same command goes on, and `down` puts everything back for the next fault. */
async function goesOn(): Promise<void> {
  await answer(applying(), member())
  expect(running()).not.toEqual([])
  expect(await lastStep()).toMatch(/^step\.done/)
  expect((await answer<{ done: unknown[] }>(applying(), member())).done).toEqual([])
  await answer(['down'], member())
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
  await quorate(['down', '--home', root])
  home = join(root, 'homes', NORTH)
  options = join(root, 'member.yaml')
  await giveOptions('process')
  await mkdir(join(root, 'endpoints'))
  for (const [i, name] of FOUR.entries()) {
    const record = join(root, 'endpoints', `${name}.json`)
    await answer(['endpoints', '--set', `${name}-1=127.0.0.1:${28403 + i}`, '--out', record], as(root, name))
  }
}, 180_000)

describe('a node cannot be run', () => {
  it('with no Besu, another version of it, or a Java that is too old', async () => {
    const empty = await newFolder()
    const other = await besuThat('echo besu/v25.12.0/linux')
    const old = await besuThat('echo java.lang.UnsupportedClassVersionError >&2; exit 1')
    for (const [folder, code] of [
      [empty, 'BESU_ABSENT'],
      [other, 'BESU_OTHER_VERSION'],
      [old, 'JAVA_TOO_OLD'],
    ] as const) {
      expect([folder, (await refused(onPath(folder))).code]).toEqual([folder, code])
      expect(await lastStep()).toBe('step.started node')
    }
    await goesOn()
  }, 120_000)

  it('on a port that is taken', async () => {
    const other = createServer().listen(28_645, '127.0.0.1')
    await once(other, 'listening')
    expect(await refused()).toMatchObject({ code: 'PORT_IN_USE', facts: { port: 28_645 } })
    expect(await lastStep()).toBe('step.started node')
    other.close()
    await once(other, 'close')
    await goesOn()
  }, 60_000)

  it('on data of another network, by the folder’s own word or by Besu’s', async () => {
    const network = join(home, 'nodes', node, 'network')
    const [own, first] = [readFileSync(network, 'utf8'), readFileSync(join(data(), 'block-0'), 'utf8')]
    writeFileSync(network, `0x${'22'.repeat(32)}\n`)
    expect((await refused()).code).toBe('NODE_OF_OTHER_NETWORK')
    writeFileSync(network, own)
    writeFileSync(join(data(), 'block-0'), `0x${'33'.repeat(32)}`)
    expect(await refused()).toMatchObject({ code: 'NODE_NOT_STARTED', facts: { cause: 'NODE_GENESIS_OTHER' } })
    expect(readFileSync(join(data(), 'block-0'), 'utf8')).toBe(`0x${'33'.repeat(32)}`)
    writeFileSync(join(data(), 'block-0'), first)
    await goesOn()
  }, 60_000)

  it('by an engine that is not there, and nothing is begun that is not journalled', async () => {
    await giveOptions('docker')
    const error = await refused({ ...onPath(standIn), DOCKER_HOST: 'unix:///nowhere/docker.sock' })
    expect(error.code).toBe('ENGINE_ABSENT')
    await giveOptions('process')
    await goesOn()
  }, 60_000)

  it('for the first time, and doctor looks all the same: no node has answered yet', async () => {
    await rm(join(home, 'connection.json'), { force: true })
    const first = readFileSync(join(data(), 'block-0'), 'utf8')
    writeFileSync(join(data(), 'block-0'), `0x${'33'.repeat(32)}`)
    expect((await refused()).code).toBe('NODE_NOT_STARTED')
    const doctor = await quorate(['doctor', '--json'], member())
    const { nodes, findings } = JSON.parse(doctor.stdout) as {
      nodes: { name: string; state: string }[]
      findings: { code: string; subject: string }[]
    }
    expect([doctor.code, nodes]).toMatchObject([1, [{ name: node, state: 'stopped' }]])
    expect(findings).toContainEqual(expect.objectContaining({ code: 'NODE_DOWN', subject: node }))
    expect((await refusal(['status'], member())).error).toMatchObject({
      code: 'NETWORK_ABSENT',
      remedy: expect.stringContaining('`quorate doctor`'),
    })
    writeFileSync(join(data(), 'block-0'), first)
    await goesOn()
  }, 60_000)

  onFullDisk(
    'on a full disk of its data',
    async () => {
      await onSmallDisk(data(), '8k', async () => {
        expect(await refused()).toMatchObject({ code: 'NODE_NOT_STARTED', facts: { cause: 'DISK_EXHAUSTED' } })
        expect(await lastStep()).toBe('step.started node')
      })
      await goesOn()
    },
    60_000,
  )

  onFullDisk(
    'on a full disk of its home, and the journal stays whole',
    async () => {
      const aside = join(root, 'home-aside')
      await cp(home, aside, { recursive: true })
      await onSmallDisk(home, '64m', async () => {
        await cp(aside, home, { recursive: true })
        const full = join(home, 'full')
        expect(() => writeFileSync(full, Buffer.alloc(65 * 2 ** 20))).toThrow('ENOSPC')
        const { code, remedy, facts } = await refused()
        expect([code, remedy]).toEqual(['DISK_FULL', expect.stringMatching(/room/)])
        expect(facts).toMatchObject({ file: expect.stringContaining(home) })
        await rm(full)
        await goesOn()
        expect((await journalOf(root, NORTH)).length).toBeGreaterThan(4)
      })
    },
    60_000,
  )
})
