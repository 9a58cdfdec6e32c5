import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Matrix } from '../../network/firewall/matrix.ts'
import type { TriedWay } from '../../network/firewall/trial.ts'
import { ownAddresses } from '../../provisioner/doctor/exposed.ts'
import { FOUR } from './anchored.ts'
import { answer, type Options, quorate } from './cli.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR
/** A stand-in for Besu: see test/stand-ins. */
const standIn = fileURLToPath(new URL('../stand-ins', import.meta.url))
const RPC = 28_945
const METRICS = 29_945
const P2P = 28_703
const portOf = (name: string) => P2P + FOUR.findIndex((one) => one === name)
const [outside] = ownAddresses()
const withAddress = outside === undefined ? it.skip : it
if (outside === undefined) process.stderr.write('skipped: this machine has no address but loopback\n')

let root = ''
/** What it says to who has applied nothing yet. */
let before: Matrix
const member = (): Options => ({
  ...as(root, NORTH),
  env: { PATH: `${standIn}:${process.env['PATH']}`, BESU_HOME: '' },
})
const listening: Server[] = []

async function listen(port: number, host = '127.0.0.1'): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(port, host)
  listening.push(server)
  await once(server, 'listening')
  return server
}

/** What `firewall --test` says of the ways that begin here, by exit code, for people and for programs. */
async function tried() {
  const [people, programs] = [
    await quorate(['firewall', '--test'], member()),
    await quorate(['firewall', '--test', '--json'], member()),
  ]
  expect(people.code).toBe(programs.code)
  const { ways } = programs.json as { ways: TriedWay[] }
  const bad = ways.filter(({ well }) => !well).map(({ to, outcome, at }) => ({ what: to.what, outcome, at }))
  return { code: people.code, text: people.stdout, ways, bad }
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
  await quorate(['down', '--home', root])
  const options = join(root, 'member.yaml')
  const text = `format: quorate/member/1\ntarget: process\nrpc: { port: ${RPC} }\nmetricsPort: ${METRICS}\nbesu: {}\n`
  await writeFile(options, text, { mode: 0o600 })
  const endpoints = join(root, 'endpoints')
  await mkdir(endpoints)
  for (const name of FOUR) {
    const record = join(endpoints, `${name}.json`)
    await answer(['endpoints', '--set', `${name}-1=127.0.0.1:${portOf(name)}`, '--out', record], as(root, name))
  }
  before = await answer<Matrix>(
    ['firewall', '--lock', join(root, 'homes', NORTH, 'lock.json'), '--options', options, '--endpoints', endpoints],
    member(),
  )
  await answer(['apply', '--options', options, '--endpoints', endpoints], member())
}, 180_000)

describe('firewall', () => {
  afterAll(async () => {
    for (const server of listening.splice(0)) server.close()
    await quorate(['down'], member())
  }, 60_000)

  it('names every way between members, both ways, and what nobody may reach', async () => {
    const { ways, unplaced } = await answer<Matrix & { member: string }>(['firewall'], member())
    expect(unplaced).toEqual([])
    const others = [SOUTH, ALPHA, BETA]
    const between = ways.filter(({ from, to }) => from.member !== to.member && to.member !== undefined)
    const ends = between.flatMap(({ must, from, to }) =>
      must === 'open' ? [`${from.what} ${from.host} → ${to.what} ${to.host}:${to.port}`] : [],
    )
    const place = (name: string) => `${name}-1 127.0.0.1:${portOf(name)}`
    expect(ends.sort()).toEqual(
      others
        .flatMap((name) => [`${NORTH}-1 127.0.0.1 → ${place(name)}`, `${name}-1 127.0.0.1 → ${place(NORTH)}`])
        .sort(),
    )
    const closed = ways.filter(({ must }) => must === 'closed').map(({ to }) => to.port)
    expect(closed.sort()).toEqual([RPC, METRICS])
  }, 30_000)

  it('says so before anything is started: rules have to stand by then', async () => {
    expect(before).toEqual(await answer(['firewall'], member()))
    expect(before).toMatchObject({ nodesFrom: { told: 'cards' } })
  }, 30_000)

  it('shows people the same, and ends well', async () => {
    const { code, stdout } = await quorate(['firewall'], member())
    expect(code).toBe(0)
    for (const name of [SOUTH, ALPHA, BETA]) expect(stdout).toContain(`127.0.0.1:${portOf(name)}/tcp`)
    for (const line of [`from ${NORTH}`, `to ${NORTH}`, `inside ${NORTH}`, 'closed']) {
      expect(stdout.split('\n')).toContain(line)
    }
  }, 30_000)

  it('names pods, and the API server of the kubeconfig, where the nodes are in a cluster', async () => {
    const { home = '', env, ...rest } = member()
    const [kept, tools] = [join(home, 'member.yaml'), join(root, 'tools')]
    await mkdir(tools)
    await writeFile(join(tools, 'kubectl'), '#!/bin/sh\necho https://cluster.example:6443\n', { mode: 0o755 })
    const before = await readFile(kept, 'utf8')
    try {
      await writeFile(kept, 'format: quorate/member/1\ntarget: kubernetes\nkubernetes: { namespace: north }\n')
      const inCluster = { home, ...rest, env: { ...env, PATH: `${tools}:${env?.['PATH']}` } }
      const { ways } = await answer<Matrix>(['firewall'], inCluster)
      const own = ways.flatMap(({ must, from, to }) =>
        must === 'closed' || from.what === 'commands' ? [`${to.what} ${to.host}:${to.port}`] : [],
      )
      expect(own).toEqual([
        `RPC of ${NORTH}-1 ${NORTH}-${NORTH}-1-0.${NORTH}.north.svc:8545`,
        `metrics of ${NORTH}-1 ${NORTH}-${NORTH}-1-0.${NORTH}.north.svc:9545`,
        'API server of the cluster cluster.example:6443',
      ])
    } finally {
      await writeFile(kept, before)
    }
  }, 30_000)

  it('--test says which way is closed that must be open, and ends badly until all are', async () => {
    await listen(portOf(SOUTH))
    await listen(portOf(ALPHA))
    const shut = await tried()
    expect([shut.code, shut.bad]).toEqual([1, [{ what: `${BETA}-1`, outcome: 'refused', at: ['127.0.0.1'] }]])
    expect(shut.text).toMatch(
      new RegExp(`^ +FAILS ${NORTH}-1 → ${BETA}-1 \\(${BETA}\\) at 127.0.0.1:${portOf(BETA)}`, 'm'),
    )
    expect(shut.text).toMatch(new RegExp(`^ +ok +${NORTH}-1 → ${SOUTH}-1`, 'm'))
    await listen(portOf(BETA))
    const open = await tried()
    expect([open.code, open.bad, open.ways.length]).toEqual([0, [], 7])
    expect(open.ways.filter(({ from }) => from.member !== NORTH && from.member !== undefined)).toEqual([])
  }, 60_000)

  withAddress(
    '--test says which way is open that must be closed, and where',
    async () => {
      const server = await listen(METRICS, outside)
      const { code, text, bad } = await tried()
      expect([code, bad]).toEqual([1, [{ what: `metrics of ${NORTH}-1`, outcome: 'open', at: [outside] }]])
      expect(text).toMatch(/^ +OPEN +anybody → metrics of .*: answers at /m)
      server.close()
      await once(server, 'close')
      expect((await tried()).code).toBe(0)
    },
    60_000,
  )
})
