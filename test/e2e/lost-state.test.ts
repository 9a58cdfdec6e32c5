import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { FOUR, journalOf } from './anchored.ts'
import { answer, type Options, quorate, refusal } from './cli.ts'
import { allProcesses, until } from './processes.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const [NORTH] = FOUR
/** A stand-in for Besu: see test/stand-ins. */
const standIn = fileURLToPath(new URL('../stand-ins', import.meta.url))
const node = `${NORTH}-1`

let root = ''
let home = ''
const member = (): Options => ({
  ...as(root, NORTH),
  env: { PATH: `${standIn}:${process.env['PATH']}`, BESU_HOME: '' },
})
const applying = () => ['apply', '--options', join(root, 'member.yaml'), '--endpoints', join(root, 'endpoints')]
const apply = async (typed = applying()) => (await answer<{ done: unknown[] }>(typed, member())).done

const running = () => allProcesses().filter(({ command }) => command.includes(join(home, 'nodes')))
const pids = () => running().map(({ pid }) => pid)
const starts = () => readFileSync(join(home, 'nodes', node, 'data', 'starts'), 'utf8')

/** Digests of all that is this member: its keys, who it is, and what it showed the others. */
function identity(): Record<string, string> {
  const keys = readdirSync(join(home, 'keys')).map((name) => join('keys', name))
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(home, name)))
      .digest('hex')
  return Object.fromEntries([...keys, 'home.json', 'card.json', 'endpoints.json'].map((name) => [name, digest(name)]))
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
  await quorate(['down', '--home', root])
  home = join(root, 'homes', NORTH)
  const text = 'format: quorate/member/1\ntarget: process\nrpc: { port: 28845 }\nmetricsPort: 29845\nbesu: {}\n'
  await writeFile(join(root, 'member.yaml'), text, { mode: 0o600 })
  await mkdir(join(root, 'endpoints'))
  for (const [i, name] of FOUR.entries()) {
    const record = join(root, 'endpoints', `${name}.json`)
    await answer(['endpoints', '--set', `${name}-1=127.0.0.1:${28603 + i}`, '--out', record], as(root, name))
  }
  await apply()
  // Its chain tells of another block period, decided since the founding.
  const period = { kind: 1, beginsAt: 1_950_000_000, blockPeriodSeconds: 5, decidedAt: 1_940_000_000 }
  const list = [{ ...period, cancelledAt: 0, fork: `0x${'00'.repeat(32)}` }]
  const told = interfaceOf('Amendments').encodeFunctionResult('amendments', [list])
  await writeFile(join(home, 'nodes', node, 'data', 'eth_call'), told)
  await apply()
}, 180_000)

/** What a home knows of its nodes and its network besides its keys; whether its node is made anew for want of it. */
const lost: readonly { readonly what: string; readonly paths: readonly string[]; readonly anew?: true }[] = [
  { what: 'what the node was made from', paths: [`nodes/${node}/node.json`], anew: true },
  { what: 'the files that its node was started with', paths: [`nodes/${node}/files`], anew: true },
  { what: 'where the nodes stand', paths: ['site.json'] },
  { what: 'the journal', paths: ['journal.ndjson'] },
  { what: 'the options', paths: ['member.yaml'] },
  { what: 'where the others are reached', paths: ['peers'] },
  { what: 'what was decided since the founding', paths: ['amendments.json'] },
  { what: 'where the network answers', paths: ['connection.json'] },
  { what: 'who held the lock last', paths: ['busy.json'] },
  {
    what: 'all of it at once',
    paths: [
      ...[`nodes/${node}/node.json`, 'site.json', 'journal.ndjson', 'member.yaml'],
      ...['peers', 'amendments.json', 'connection.json', 'busy.json'],
    ],
    anew: true,
  },
]

describe('a home that lost, while its node runs,', () => {
  it.each(lost)(
    '$what is whole again after apply: the same keys, one node, nothing more to do',
    async ({ paths, anew }) => {
      const [before, ran, started] = [identity(), pids(), starts()]
      expect(ran).toHaveLength(1)
      for (const path of paths) {
        expect([path, existsSync(join(home, path))]).toEqual([path, true])
        await rm(join(home, path), { recursive: true })
      }
      await apply()
      expect(identity()).toEqual(before)
      expect(running()).toHaveLength(1)
      expect([pids().join() !== ran.join(), starts()]).toEqual([
        anew === true,
        anew === true ? `${started}${pids()[0]}\n` : started,
      ])
      expect(paths.filter((path) => !existsSync(join(home, path)))).toEqual([])
      expect(await apply(['apply'])).toEqual([])
      expect(running()).toHaveLength(1)
    },
    120_000,
  )

  it('a file of its node to another hand makes the node anew from what it should be, once', async () => {
    const [before, ran] = [identity(), pids()]
    const file = join(home, 'nodes', node, 'files', 'static-nodes.json')
    const own = readFileSync(file, 'utf8')
    await writeFile(file, '["enode://stranger@127.0.0.1:1"]')
    const { planned } = await answer<{ planned: unknown[] }>(['plan'], member())
    expect(planned).toMatchObject([{ kind: 'node', subject: node }])
    expect(await apply(['apply'])).toHaveLength(1)
    expect([readFileSync(file, 'utf8'), identity(), running().length]).toEqual([own, before, 1])
    expect(pids()).not.toEqual(ran)
    expect(await apply(['apply'])).toEqual([])
  }, 120_000)

  it('which process the node is, starts no second beside it, and makes it again once that has ended', async () => {
    const [before, [pid = 0], started] = [identity(), pids(), starts()]
    const folder = join(home, 'nodes', node)
    const claim = readdirSync(folder).filter((name) => /^(claim|process)\./.test(name))
    expect(claim).toHaveLength(2)
    for (const name of claim) await rm(join(folder, name))
    const { error } = await refusal(applying(), member())
    expect(error).toMatchObject({ code: 'PORT_IN_USE', remedy: expect.stringMatching(/Stop what listens there/) })
    expect([pids(), starts(), identity()]).toEqual([[pid], started, before])
    process.kill(pid)
    await until('it has ended', () => running().length === 0)
    await apply()
    expect(running()).toHaveLength(1)
    expect([identity(), await apply()]).toEqual([before, []])
  }, 120_000)

  it('only the newest count of its lock begins with no step, and counts on from the journal once that is gone', async () => {
    const steps = async () =>
      (await journalOf(root, NORTH)).flatMap(({ event, lock }) => (event === 'step.done' ? [lock] : []))
    await rm(join(home, 'site.json'))
    await apply()
    const made = await steps()
    expect(made).toEqual([...made].map(Number).sort((a, b) => a - b))
    const holder = join(home, 'busy.json')
    const older = { ...JSON.parse(readFileSync(holder, 'utf8')), serial: 1 }
    await writeFile(holder, `${JSON.stringify(older)}\n`)
    await rm(join(home, 'site.json'))
    const { error } = await refusal(applying(), member())
    expect(error).toMatchObject({ code: 'HOLDER_OUTDATED', facts: { holder: 2, last: made.at(-1) } })
    expect(error.remedy).toMatch(/busy\.json/)
    expect([await steps(), existsSync(join(home, 'site.json'))]).toEqual([made, false])
    await rm(holder)
    await apply()
    expect(await steps()).toEqual([...made, Number(made.at(-1)) + 1])
  }, 120_000)

  it('a key of its own makes no other, and says what to do', async () => {
    const [ran, [name = '']] = [pids(), readdirSync(join(home, 'keys'))]
    await rename(join(home, 'keys', name), join(root, name))
    const { error } = await refusal(applying(), member())
    expect(error).toMatchObject({ code: 'HOME_DAMAGED', remedy: expect.stringMatching(/backup/) })
    expect([readdirSync(join(home, 'keys')).includes(name), pids()]).toEqual([false, ran])
    await rename(join(root, name), join(home, 'keys', name))
    expect(await apply()).toEqual([])
    await answer(['down'], member())
  }, 120_000)
})
