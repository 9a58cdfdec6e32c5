import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { clusterLease } from '../../../provisioner/agent/cluster-lease.ts'
import { fencedHold, fencedKey, fencedSigners } from '../../../provisioner/agent/fence.ts'
import type { OwnCluster } from '../../../provisioner/agent/own-cluster.ts'
import { controlPlaneFolder, noControlPlane, programs, skipped } from '../../charts/programs.ts'
import { newFolder } from '../home/folders.ts'
import { type ControlPlane, controlPlane } from '../targets/kubernetes/control-plane.ts'
import { type StandInLeases, standInLeases } from './stand-in-leases.ts'

const TIMES = { lasts: 2, acts: 1, every: 0.2 }
const fixture = fileURLToPath(new URL('./fixtures/act-under-lease.ts', import.meta.url))
const text = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : '')

async function until(what: string, so: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!so()) {
    if (Date.now() > deadline) throw new Error(`never: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Agents as processes of their own, that act whenever they may. */
class Agents {
  readonly #folder: string
  readonly #children: ChildProcess[]

  constructor(folder: string, children: ChildProcess[]) {
    this.#folder = folder
    this.#children = children
  }

  start(pod: string, cluster: OwnCluster) {
    const [acts, looks] = [join(this.#folder, 'acts'), join(this.#folder, `${pod}-looks`)]
    const sleep = join(this.#folder, `${pod}-sleep`)
    const given = [JSON.stringify(cluster), pod, acts, looks, JSON.stringify(TIMES), sleep]
    const child = spawn(process.execPath, ['--no-warnings', fixture, ...given], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    this.#children.push(child)
    return {
      child,
      acts: () =>
        text(acts)
          .split('\n')
          .filter((line) => line.startsWith(`${pod} `))
          .map((line) => Number(line.split(' ')[1])),
      looks: () => text(looks).length,
      sleep: () => writeFileSync(sleep, ''),
    }
  }
}

/** Stops the first while it acts, lets the second take over, and wakes the first up. */
async function wakesToNothing(agents: Agents, at: { first: OwnCluster; second: OwnCluster }): Promise<void> {
  const first = agents.start('first', at.first)
  await until('first acts', () => first.acts().length > 10)
  const second = agents.start('second', at.second)
  await until('second looks', () => second.looks() > 50)
  expect(second.acts()).toEqual([])
  first.sleep()
  await until('second acts', () => second.acts().length > 10)
  const [before, looks] = [first.acts().length, first.looks()]
  first.child.kill('SIGCONT')
  await until('first looks again', () => first.looks() > looks + 100)
  expect(first.acts()).toHaveLength(before)
  expect(Math.max(...first.acts())).toBeLessThan(Math.min(...second.acts()))
}

describe('a lease of the cluster', () => {
  let leases: StandInLeases
  let folder = ''
  let children: ChildProcess[] = []
  beforeEach(async () => {
    leases = await standInLeases()
    folder = await newFolder()
    await mkdir(folder, { recursive: true })
  })
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL')
    children = []
    leases.close()
  })

  const at = async (pod: string) =>
    clusterLease({
      cluster: await leases.of(pod),
      namespace: 'north',
      name: 'agent',
      pod,
      progress: () => undefined,
      times: TIMES,
    })

  const agent = async (pod: string) => new Agents(folder, children).start(pod, await leases.of(pod))

  it('is one agent’s, which keeps it, and another’s as soon as it is given back', async () => {
    const [one, other] = [await at('one'), await at('other')]
    expect([await one.hold(), await other.hold(), await one.hold()]).toEqual([true, false, true])
    expect([one.left() > 0, other.left()]).toEqual([true, 0])
    await one.close()
    expect([one.left(), await other.hold()]).toEqual([0, true])
    expect(leases.spec()).toMatchObject({ holderIdentity: expect.stringMatching(/^other_/), leaseTransitions: 3 })
    await other.close()
  })

  it('is won by one of many that ask at once', async () => {
    const all = await Promise.all(['a', 'b', 'c', 'd'].map(at))
    expect((await Promise.all(all.map((one) => one.hold()))).filter((held) => held)).toHaveLength(1)
    await Promise.all(all.map((one) => one.close()))
  })

  it('leaves a holder that was stopped and wakes up nothing to do: the other acts, and it does not', async () => {
    const [first, second] = [await leases.of('first'), await leases.of('second')]
    await wakesToNothing(new Agents(folder, children), { first, second })
  }, 60_000)

  it('is let go of by a holder that cannot renew it, before another takes over', async () => {
    const first = await agent('first')
    await until('first acts', () => first.acts().length > 10)
    const second = await agent('second')
    await until('second looks', () => second.looks() > 50)
    leases.cutOff('first')
    await until('second acts', () => second.acts().length > 10)
    const looks = first.looks()
    await until('first looks on', () => first.looks() > looks + 20)
    // Between them lies what `acts` is shorter than `lasts`, but for the time that a call takes.
    expect(Math.min(...second.acts()) - Math.max(...first.acts())).toBeGreaterThan(500)
  }, 60_000)
})

describe('a lease of a real API server', () => {
  if (noControlPlane !== undefined) return skipped(noControlPlane)
  let plane: ControlPlane
  const children: ChildProcess[] = []
  beforeAll(async () => {
    plane = await controlPlane(controlPlaneFolder ?? '', programs.kubectl ?? '')
  }, 120_000)
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL')
    await plane.end()
  })

  it('leaves a holder that was stopped and wakes up nothing to do', async () => {
    const made = await fetch(`${plane.api}/apis/coordination.k8s.io/v1/namespaces/default/leases`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: 'agent' },
        spec: {},
      }),
    })
    expect(made.status).toBe(201)
    const folder = await newFolder()
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'token'), 'of-a-test')
    const cluster = { api: plane.api, rights: folder, timeout: 2000 }
    await wakesToNothing(new Agents(folder, children), { first: cluster, second: cluster })
  }, 60_000)
})

describe('what an agent acts with', () => {
  const key = { publicKeyPem: '', token: (_: readonly string[], life: { seconds: number }) => `lives ${life.seconds}` }
  const signer = {
    address: '0x0a' as const,
    signTypedData: async () => '0x01' as const,
    signDigest: async () => '0x02' as const,
    signTransaction: async () => '0x03' as const,
    derive: () => new Uint8Array(1),
  }

  it('makes no token that outlives its lease, and none without it', () => {
    const token = (left: number) => fencedKey(key, { left: () => left }).token([], { now: 0, seconds: 30 })
    expect([token(100), token(8.7), token(0.4)]).toEqual(['lives 30', 'lives 8', 'lives 1'])
    expect(() => token(0)).toThrow(expect.objectContaining({ code: 'LEASE_LOST' }))
  })

  it('signs nothing and opens no home without its lease', async () => {
    let left = 1
    const lease = { left: () => left }
    const fenced = fencedSigners({ of: () => signer } as never, lease).of('agent')
    const hold = fencedHold({ with: (work) => work({} as never), noting: (work) => work({} as never) }, lease)
    expect([await fenced.signDigest('0x'), await hold.with(async () => 'open')]).toEqual(['0x02', 'open'])
    left = 0
    const refused = expect.objectContaining({ code: 'LEASE_LOST' })
    await expect(fenced.signDigest('0x')).rejects.toEqual(refused)
    await expect(fenced.signTypedData({}, {}, {})).rejects.toEqual(refused)
    await expect(fenced.signTransaction({})).rejects.toEqual(refused)
    await expect(hold.with(async () => 'open')).rejects.toEqual(refused)
    await expect(hold.noting(async () => 'open')).rejects.toEqual(refused)
  })
})
