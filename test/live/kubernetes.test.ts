import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { load } from 'js-yaml'
import type { MemberOptions } from '../../network/consortium/member-options/member-options.ts'
import { noHelm, programs } from '../charts/programs.ts'
import { answer, type Options, quorate, start } from '../e2e/cli.ts'
import { watchProcesses } from '../e2e/process-watch.ts'
import { filesIn, leaks, type Place, secretsOf } from '../e2e/secrets.ts'
import { proposesBlocks } from './deeds.ts'
import { Joiner } from './joiner.ts'
import { toldByCluster } from './told-by-cluster.ts'

/** A member.yaml for `rehearse --target kubernetes`: images by digest that the cluster of KUBECONFIG has, and an agent. */
const shared = process.env['QUORATE_TEST_KUBERNETES']
/** An address of this machine that the cluster's pods reach; without it nothing is anchored. */
const host = process.env['QUORATE_TEST_KUBERNETES_HOST']
const skip =
  noHelm ??
  (shared === undefined || process.env['KUBECONFIG'] === undefined
    ? 'no cluster is named (KUBECONFIG, and QUORATE_TEST_KUBERNETES: a member.yaml for all members)'
    : undefined)
const live = skip === undefined ? describe : describe.skip
if (skip !== undefined) process.stdout.write(`test/live/kubernetes: skipped, since ${skip}\n`)

const MEMBERS = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const
const [NORTH, SOUTH, ALPHA, BETA] = MEMBERS
/** A pod of nobody. */
const PROBE = 'quorate-probe'
/** Whether a port of an address takes connections. */
const REACH = `const socket = require('node:net').connect({ host: process.argv[1], port: Number(process.argv[2]), timeout: 3000 })
const say = (word) => { console.log(word); process.exit() }
socket.on('connect', () => say('open')).on('timeout', () => say('shut')).on('error', () => say('shut'))`
/** Joins from outside. */
const EAST = 'hospital-east'
/** Of a load balancer: nobody has it, and kube-proxy leads what is sent to it to the node. */
const BALANCER = '198.51.100.77'
const spec = fileURLToPath(new URL('four-live.yaml', import.meta.url))
const MINUTES = 60_000
/** Of what the chart makes, and of what Kubernetes makes of that. */
const KINDS = [
  ...['StatefulSet', 'Deployment', 'ConfigMap', 'Service', 'NetworkPolicy', 'PersistentVolumeClaim', 'Role', 'Lease'],
  ...['Pod', 'ControllerRevision', 'ReplicaSet', 'Secret'],
]
const { helm = '', kubectl = '' } = programs

interface Status {
  readonly consensus: { readonly height: number; readonly validators: readonly string[] }
  readonly members: readonly {
    readonly name: string
    readonly nodes: readonly { readonly running: boolean; readonly height: number | null; readonly peers: number }[]
  }[]
  readonly anchors: readonly { readonly state: string }[]
}

/** Says that the cluster's network plugin enforces NetworkPolicy: without it nothing is kept from anybody. */
const enforces = process.env['QUORATE_TEST_KUBERNETES_POLICY'] !== undefined
if (skip === undefined && !enforces)
  process.stdout.write(
    'test/live/kubernetes: policies are skipped, since QUORATE_TEST_KUBERNETES_POLICY says nothing of them\n',
  )
const besu = process.env['BESU_HOME']
if (skip === undefined && besu === undefined)
  process.stdout.write(
    'test/live/kubernetes: a node outside of the cluster is skipped, since BESU_HOME names no Besu\n',
  )

let folder = ''
let root = ''
let outside: Joiner | undefined
/** Arguments and environment of what operators ran. */
const operators: Place[] = []
const env = { PATH: `${join(helm, '..')}:${process.env['PATH']}` }
const as = (member: string): Options => ({
  home: join(root, 'homes', member),
  passphrase: join(root, 'passphrases', member),
  cwd: folder,
  env,
})
const status = () => answer<Status>(['status', '--home', root], { env })
const heightOf = async () => (await status()).consensus.height
const namespaceOf = (member: string) => `four-live-${member}`
const run = (program: string, member: string, ...args: string[]) =>
  execFileSync(program, ['--namespace', namespaceOf(member), ...args], { encoding: 'utf8' })
const holderOf = (member: string) =>
  run(kubectl, member, 'get', 'lease', `${member}-agent`, '-o', 'jsonpath={.spec.holderIdentity}')
const releaseOf = (member: string) =>
  (JSON.parse(run(helm, member, 'history', member, '--output', 'json')) as { status: string }[]).at(-1)?.status

/** Where a member said at first that its node is reached. */
function placeOf(member: string): { readonly host: string; readonly port: number } {
  return JSON.parse(readFileSync(join(root, 'endpoints', `${member}.json`), 'utf8')).nodes[0]
}

/** Stands in for a cloud, which gives a service of type LoadBalancer its address. */
function balance(service: string): boolean {
  if (run(kubectl, SOUTH, 'get', 'service', service, '-o', 'jsonpath={.spec.type}') !== 'LoadBalancer') return false
  const status = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: BALANCER }] } } })
  run(kubectl, SOUTH, 'patch', 'service', service, '--subresource=status', '--type=merge', '--patch', status)
  return true
}

async function secondsUntil(what: string, so: () => Promise<boolean>, minutes = 5): Promise<number> {
  const begun = performance.now()
  while (!(await so().catch(() => false))) {
    if (performance.now() - begun > minutes * MINUTES) throw new Error(`not within ${minutes} min: ${what}`)
    await setTimeout(500)
  }
  const seconds = (performance.now() - begun) / 1000
  process.stdout.write(`  ${what}: ${seconds.toFixed(1)} s\n`)
  return seconds
}

beforeAll(async () => {
  if (skip !== undefined) return
  folder = await mkdtemp(join(tmpdir(), 'quorate-kubernetes-'))
  root = join(folder, 'rehearsal')
}, MINUTES)

afterAll(async () => {
  await outside?.end()
  if (existsSync(root)) await quorate(['down', '--erase', '--home', root], { env })
  if (folder !== '') await rm(folder, { recursive: true, force: true })
}, 10 * MINUTES)

live('four members in one cluster, a namespace each', () => {
  it(
    'stand by their own commands, and make blocks',
    async () => {
      const reached = host === undefined ? [] : ['--host', host]
      const typed = ['--spec', spec, '--target', 'kubernetes', '--options', shared ?? '', ...reached]
      const begun = performance.now()
      const watched = watchProcesses(folder)
      const stands = await answer<Status>(['rehearse', ...typed, '--detach', '--home', root], { env })
      operators.push(...watched.end())
      process.stdout.write(`  stands: ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)
      expect(stands.consensus.validators).toHaveLength(4)
      await secondsUntil('block 5', async () => (await heightOf()) >= 5)
      await secondsUntil('all are connected', async () =>
        (await status()).members.every(({ nodes }) => nodes.every(({ peers }) => peers === 3)),
      )
      expect(await answer(['plan'], as(NORTH))).toEqual({ planned: [] })
    },
    20 * MINUTES,
  )

  it(
    'have one agent at work each, by a Lease; and leave what it signs to it',
    async () => {
      for (const member of MEMBERS) expect(holderOf(member)).toMatch(new RegExp(`^${member}-agent-`))
      const refused = await quorate(['agent', '--once', '--json'], as(NORTH))
      expect(refused.json).toMatchObject({ error: { code: 'AGENT_ELSEWHERE' } })
      if (host === undefined) return
      await answer(['anchor', 'fund'], as(SOUTH))
      await answer(['anchor', 'deploy'], as(SOUTH))
      await secondsUntil('a checkpoint is final', async () =>
        (await status()).anchors.some(({ state }) => state === 'finalised'),
      )
    },
    10 * MINUTES,
  )

  const policed = enforces ? it : it.skip
  policed(
    'keep JSON-RPC and metrics from every pod but their own agent’s, and take peers from any',
    async () => {
      const { kubernetes } = load(await readFile(shared ?? '', 'utf8')) as Pick<MemberOptions, 'kubernetes'>
      const { repository = '', digest = '' } = kubernetes.agent?.image ?? {}
      const probe = (...typed: string[]) => execFileSync(kubectl, ['-n', 'default', ...typed], { encoding: 'utf8' })
      probe('run', PROBE, `--image=${repository}@${digest}`, '--restart=Never', '--command', '--', 'sleep', '900')
      try {
        probe('wait', `pod/${PROBE}`, '--for=condition=Ready', '--timeout=120s')
        const ip = run(kubectl, NORTH, 'get', 'pod', `${NORTH}-${NORTH}-1-0`, '-o', 'jsonpath={.status.podIP}')
        const ports = ['8545', '9545', String(placeOf(NORTH).port)]
        const found = (...pod: string[]) =>
          ports.map((port) =>
            execFileSync(kubectl, [...pod, '--', 'node', '-e', REACH, ip, port], { encoding: 'utf8' }).trim(),
          )
        expect(found('-n', 'default', 'exec', PROBE)).toEqual(['shut', 'shut', 'open'])
        const agent = ['-n', namespaceOf(NORTH), 'exec', `deployment/${NORTH}-agent`]
        expect(found(...agent)[0]).toBe('open')
        // Another member's agent is nobody special.
        expect(found('-n', namespaceOf(SOUTH), 'exec', `deployment/${SOUTH}-agent`)[0]).toBe('shut')
      } finally {
        probe('delete', 'pod', PROBE, '--grace-period=0', '--force')
      }
    },
    10 * MINUTES,
  )

  it(
    'pass the chart’s own test',
    () => {
      for (const member of [NORTH, ALPHA]) run(helm, member, 'test', member, '--timeout', '6m')
    },
    14 * MINUTES,
  )

  it(
    'have a node whose pod is killed back at the head, with its data',
    async () => {
      run(kubectl, SOUTH, 'delete', 'pod', `${SOUTH}-${SOUTH}-1-0`, '--grace-period=0', '--force')
      await secondsUntil('the pod killed is at the head', async () => {
        const { consensus, members } = await status()
        const [node] = members.find(({ name }) => name === SOUTH)?.nodes ?? []
        return node?.height !== null && (node?.height ?? 0) >= consensus.height - 2
      })
    },
    10 * MINUTES,
  )

  it(
    'have another agent at work once the first is gone',
    async () => {
      const before = holderOf(ALPHA)
      run(kubectl, ALPHA, 'delete', 'pod', '-l', 'app.kubernetes.io/component=agent')
      await secondsUntil('another agent holds the Lease', async () => !['', before].includes(holderOf(ALPHA)))
    },
    5 * MINUTES,
  )

  it(
    'mend what a killed apply left half way: helm with it, in the middle of an upgrade',
    async () => {
      const changed = join(folder, 'changed.yaml')
      const kept = await readFile(join(root, 'options', `${NORTH}.yaml`), 'utf8')
      await writeFile(changed, kept.replace(/ {4}memoryMiB: \d+/, '    memoryMiB: 333'))
      expect(readFileSync(changed, 'utf8')).not.toBe(kept)
      // The very helm, but slow: it waits for pods before it calls its upgrade done.
      const slow = await mkdtemp(join(folder, 'slow-'))
      const text = `#!/bin/sh\ncase $1 in upgrade) exec '${helm}' "$@" --wait --timeout 5m;; esac\nexec '${helm}' "$@"\n`
      await writeFile(join(slow, 'helm'), text)
      await chmod(join(slow, 'helm'), 0o755)
      const slowly = { ...as(NORTH), env: { PATH: `${slow}:${env.PATH}` } }
      const child = start(['apply', '--options', changed], slowly, true)
      await secondsUntil('helm is half way', async () => releaseOf(NORTH) === 'pending-upgrade')
      process.kill(-(child.pid ?? 0), 'SIGKILL')
      await once(child, 'exit')
      expect(releaseOf(NORTH)).toBe('pending-upgrade')
      const { done } = await answer<{ done: { kind: string }[] }>(['apply', '--options', changed], as(NORTH))
      expect(done.map(({ kind }) => kind)).toContain('agent')
      expect(releaseOf(NORTH)).toBe('deployed')
      expect(await answer(['plan'], as(NORTH))).toEqual({ planned: [] })
    },
    10 * MINUTES,
  )

  it(
    'have nodes made anew by their agents, one at a time, when operators change options: killed, apply waits again',
    async () => {
      const from = await heightOf()
      const changed = async (member: string) => {
        const file = join(folder, `${member}-memory.yaml`)
        const kept = await readFile(join(root, 'homes', member, 'member.yaml'), 'utf8')
        const text = kept.replace(/^(resources:\s.*?memoryMiB: )(\d+)/ms, (_, before, memory) => {
          return `${before}${Number(memory) + 64}`
        })
        expect(text).not.toBe(kept)
        await writeFile(file, text, { mode: 0o600 })
        return ['apply', '--options', file]
      }
      const [north, south] = [await changed(NORTH), await changed(SOUTH)]
      const killed = start(north, as(NORTH), true)
      await secondsUntil('its release has it', async () => {
        const wanted = run(kubectl, NORTH, 'get', 'statefulset', '-o', 'jsonpath={.items[0].status.updateRevision}')
        const pod = run(kubectl, NORTH, 'get', 'pod', `${NORTH}-${NORTH}-1-0`, '-o', 'jsonpath={.metadata.labels}')
        return !pod.includes(wanted)
      })
      process.kill(-(killed.pid ?? 0), 'SIGKILL')
      await once(killed, 'exit')
      await Promise.all([answer(north, as(NORTH)), answer(south, as(SOUTH))])
      expect(await answer(['plan'], as(NORTH))).toEqual({ planned: [] })
      expect(await heightOf()).toBeGreaterThan(from)
    },
    20 * MINUTES,
  )

  it(
    'stop one by one, and stand again with their data',
    async () => {
      const before = await heightOf()
      const { stopped } = await answer<{ stopped: string[] }>(['down'], as(ALPHA))
      expect(stopped).toEqual([`${ALPHA}-1`])
      expect(run(kubectl, ALPHA, 'get', 'pods', '-o', 'name')).toBe('')
      expect(run(kubectl, ALPHA, 'get', 'pvc', '-o', 'name').trim().split('\n')).toHaveLength(2)
      await answer(['apply'], as(ALPHA))
      await secondsUntil('it is at the head again', async () => {
        const { members } = await status()
        const [node] = members.find(({ name }) => name === ALPHA)?.nodes ?? []
        return (node?.height ?? 0) > before
      })
    },
    10 * MINUTES,
  )

  it(
    'have left no secret anywhere but in Secrets that hold it: not in objects, releases, logs, arguments or homes',
    async () => {
      const secrets = await secretsOf(root)
      const told = MEMBERS.map((member) => {
        const options = { maxBuffer: 500_000_000 }
        return toldByCluster((...typed) => execFileSync(kubectl, ['-n', namespaceOf(member), ...typed], options))
      })
      for (const { kept: _, ...parts } of told)
        for (const [part, places] of Object.entries(parts) as [string, Place[]][])
          expect([part, places.some(({ bytes }) => bytes.length > 100)]).toEqual([part, true])
      const objects = told.map((parts) => new Set(parts.objects.map(({ name }) => name.split(' ')[0])))
      for (const kinds of objects) expect([...kinds]).toEqual(expect.arrayContaining(KINDS))
      // Those of an hour ago are gone.
      expect(objects.some((kinds) => kinds.has('Event'))).toBe(true)
      const processes = told.flatMap((parts) => parts.processes)
      for (const [seen, pods] of Object.entries({ 'besu.toml': 4, 'QUORATE_PASSPHRASE_FILE=': 4 }))
        expect([seen, processes.filter(({ bytes }) => bytes.includes(seen)).length]).toEqual([seen, pods])
      for (const seen of [/helm upgrade /, /kubectl .*apply --server-side/])
        expect(operators.filter(({ name }) => seen.test(name)).length).toBeGreaterThanOrEqual(MEMBERS.length)
      const vault = /vault\.sqlite(-wal|-shm|-journal)?$/
      const files = filesIn(root, (path) => path.includes('/passphrases/') || vault.test(path))
      const places = told.flatMap(({ kept: _, ...parts }) => Object.values(parts).flat() as Place[])
      expect(leaks([...operators, ...places, ...files], secrets)).toEqual([])
      // By the very same search each is found where it belongs.
      const found = leaks(
        told.flatMap(({ kept }) => kept),
        secrets,
      ).map((leak) => leak.slice(leak.indexOf(': ') + 2))
      const meant = MEMBERS.flatMap((member) => [`passphrase of ${member}`, `key node/${member}-1 of ${member}`])
      expect(found.sort()).toEqual(meant.sort())
    },
    10 * MINUTES,
  )

  it(
    'follow a node that moves behind a load balancer, by its member’s new endpoint record',
    async () => {
      const file = join(folder, 'balanced.yaml')
      const kept = await readFile(join(root, 'homes', SOUTH, 'member.yaml'), 'utf8')
      await writeFile(file, kept.replace('service: NodePort', 'service: LoadBalancer'), { mode: 0o600 })
      expect(readFileSync(file, 'utf8')).not.toBe(kept)
      const { port } = placeOf(SOUTH)
      await answer(['endpoints', '--set', `${SOUTH}-1=${BALANCER}:${port}`], as(SOUTH))
      const applied = answer(['apply', '--options', file], as(SOUTH))
      await secondsUntil('the service asks for a balancer', async () => balance(`${SOUTH}-${SOUTH}-1-p2p`))
      await applied
      await secondsUntil('the others know where it is now', async () =>
        JSON.stringify(await answer(['directory'], as(NORTH))).includes(BALANCER),
      )
      // Whoever was connected before stays so: a node that starts anew is reached as its record says, or not at all.
      const pod = `${SOUTH}-${SOUTH}-1-0`
      const uid = () => run(kubectl, SOUTH, 'get', 'pod', pod, '-o', 'jsonpath={.metadata.uid}')
      const before = uid()
      run(kubectl, SOUTH, 'delete', 'pod', pod)
      expect(uid()).not.toBe(before)
      await secondsUntil('all are connected', async () =>
        (await status()).members.every(({ nodes }) => nodes.every(({ peers }) => peers === 3)),
      )
      expect(await answer(['plan'], as(SOUTH))).toEqual({ planned: [] })
    },
    15 * MINUTES,
  )

  const beside = besu === undefined ? it.skip : it
  beside(
    'let in a member whose node is a process outside of the cluster, and make blocks with it',
    async () => {
      const { host: machine } = placeOf(NORTH)
      const rpc = { port: 8690 }
      const options = { format: 'quorate/member/1', target: 'process', rpc, metricsPort: 9690 }
      outside = await Joiner.at({ folder, as }, EAST, { from: NORTH, place: `${machine}:32690`, options })
      const { short } = await answer<{ short: string }>(['propose', 'admit', outside.card, '--vote'], as(NORTH))
      await Promise.all([SOUTH, ALPHA, BETA].map((member) => answer(['vote', short, 'for', '--wait'], as(member))))
      await secondsUntil('it validates', async () => (await status()).consensus.validators.length === 5)
      const chainId = 620_604
      const { card, rpc: own } = outside
      await secondsUntil('a block that it proposed', () => proposesBlocks(card, { rpc: own, chainId }))
      const peers = async () => (await answer<Status>(['status'], outside?.as)).members
      await secondsUntil('it has the other four as peers', async () =>
        (await peers()).some(({ name, nodes }) => name === EAST && nodes[0]?.peers === 4),
      )
    },
    15 * MINUTES,
  )
})
