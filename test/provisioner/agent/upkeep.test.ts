import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Amendment } from '../../../network/amendments/amendment.ts'
import { amendedGenesis } from '../../../network/amendments/amended-genesis.ts'
import { amendmentProblems } from '../../../network/amendments/amendment-problems.ts'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Hold } from '../../../provisioner/agent/hold.ts'
import { type NodeUpkeep, upkeepOf } from '../../../provisioner/agent/upkeep.ts'
import type { AtWork } from '../../../provisioner/chain/as-member.ts'
import type { Journal } from '../../../provisioner/journal/journal.ts'
import type { Target } from '../../../provisioner/targets/target.ts'
import { nodesOfTarget } from '../../../provisioner/agent/nodes-of-target.ts'
import { restartBegins, restartingNodes } from '../../../provisioner/agent/restarting.ts'
import { keptAmendments } from '../../../provisioner/home/kept-amendments.ts'
import { keyFile } from '../../../provisioner/targets/process/key-place.ts'
import { exampleLock } from '../../behaviours/example-manifests.ts'
import { processSetup, standIn } from '../targets/process/setup.ts'

const times = { decidedAt: 1_800_000_000, cancelledAt: null }
const first: Amendment = { kind: 'block-period', seconds: 4, beginsAt: 1_900_000_000, ...times }
const second: Amendment = {
  kind: 'block-period',
  seconds: 1,
  beginsAt: 1_900_000_100,
  ...times,
  decidedAt: 1_800_000_100,
}
const unknown: Amendment = { kind: 'fork', fork: 'amsterdam', beginsAt: 1_900_000_200, ...times }

const lock = await exampleLock()
const journal = { append: async () => undefined } as unknown as Journal
const free: Hold = { with: (work) => work({ journal } as AtWork), noting: (work) => work(journal) }
const refuses = () => Promise.reject(new QuorateError('HOME_BUSY', 'a command works in this home', { remedy: 'wait' }))
const busy: Hold = { with: refuses, noting: refuses }

describe('own nodes that run on this machine', () => {
  let setup: Awaited<ReturnType<typeof processSetup>>
  let options = {}
  let elsewhere: QuorateError | undefined

  const manifestOf = (amendments: readonly Amendment[]): NodeManifest => {
    const problems = amendmentProblems(amendments, setup.manifest.besu.version)
    if (problems.length > 0) throw new InputProblems(problems)
    const genesis = JSON.stringify(amendedGenesis(lock.founding.genesis, amendments))
    return { ...setup.manifest, files: { ...setup.manifest.files, 'genesis.json': genesis }, ...options }
  }
  const upkeep = (hold: Hold = free, later = 0): NodeUpkeep =>
    upkeepOf({
      home: setup.dir,
      target: setup.target,
      hold,
      manifests: async (amendments) => [manifestOf(amendments)],
      key: () => setup.key,
      standOnce: async () => {
        if (elsewhere !== undefined) throw elsewhere
      },
      progress: () => {},
      signal: new AbortController().signal,
      now: () => Date.now() / 1000 + later,
    })
  const made = async (amendments: readonly Amendment[], fresh = true) =>
    (await upkeep().made(amendments, fresh)).get(setup.manifest.node)
  const start = (amendments: readonly Amendment[]) =>
    setup.target.ensure(manifestOf(amendments), {
      key: () => setup.key,
      progress: () => {},
      signal: new AbortController().signal,
    })
  const genesis = async () => {
    const text = await readFile(join(setup.dir, 'nodes', setup.manifest.node, 'files', 'genesis.json'), 'utf8')
    return JSON.parse(text).config.transitions?.qbft ?? []
  }

  beforeEach(async () => {
    options = {}
    setup = await processSetup(standIn)
  })
  afterEach(() => setup.end())

  it('are known to lack what was decided, are made from it, and then need nothing', async () => {
    await start([])
    expect([...(await upkeep().made([], true))]).toEqual([])
    expect(await made([first])).toBe('behind')
    await upkeep().remake(setup.manifest.node, [first])
    expect(await made([first])).toBe('current')
    expect(await genesis()).toEqual([{ block: first.beginsAt, blockperiodseconds: 4 }])
    expect(await keptAmendments(setup.dir)).toEqual([first])
    const [before] = await setup.instances()
    await upkeep().remake(setup.manifest.node, [first])
    expect(await setup.instances()).toEqual([before])
    expect(await made([first, second])).toBe('behind')
    expect(await made([{ ...first, cancelledAt: 1_800_000_050 }])).toBe('behind')
  }, 120_000)

  it('are left alone where their operator changed them since, or their release knows less', async () => {
    await start([])
    options = { resources: { ...setup.manifest.resources, memoryMiB: 4096 } }
    expect(await made([first])).toBe('other')
    options = {}
    expect(await made([first, unknown])).toBe('unfit')
  }, 60_000)

  it('keep what a directory told while their own chain does not say so yet', async () => {
    await start([])
    await upkeep().remake(setup.manifest.node, [first, second])
    expect(await made([first], false)).toBe('current')
    expect(await made([first], true)).toBe('behind')
  }, 60_000)

  it('are not touched while a command works in the home', async () => {
    await start([])
    const [before] = await setup.instances()
    await expect(upkeep(busy).remake(setup.manifest.node, [first])).rejects.toMatchObject({ code: 'HOME_BUSY' })
    expect(await setup.instances()).toEqual([before])
    expect(await keptAmendments(setup.dir)).toEqual([])
  }, 60_000)

  it('that a killed agent had stopped are found and started, though no chain can be read', async () => {
    await start([])
    await upkeep().remake(setup.manifest.node, [first])
    await setup.target.remove(setup.manifest.node)
    await restartBegins(setup.dir, setup.manifest.node)
    const quiet = { down: new Set([setup.manifest.node]), silent: new Set<string>() }
    expect(await upkeep(busy).unfinished({ ...quiet, down: new Set() })).toEqual([])
    expect(await upkeep(busy).unfinished(quiet)).toEqual([setup.manifest.node])
    await upkeep(busy).remake(setup.manifest.node, undefined)
    expect(await upkeep().unfinished(quiet)).toEqual([])
    expect(await made([first])).toBe('current')
    expect(await setup.instances()).toHaveLength(1)
  }, 120_000)

  it('are not started again once they were taken down, though a remake of them had failed and somebody else started them', async () => {
    const { node, ports } = setup.manifest
    const pass = async (down: ReadonlySet<string>) => {
      const found = await upkeep().unfinished({ down, silent: new Set() })
      for (const one of found) await upkeep().remake(one, undefined)
      return found
    }
    await start([])
    await setup.target.remove(node)
    const other = createServer().listen(ports.rpc, '127.0.0.1')
    await once(other, 'listening')
    await expect(upkeep().remake(node, [first])).rejects.toMatchObject({ code: 'PORT_IN_USE' })
    other.close()
    await once(other, 'close')
    await start([])
    const [before] = await setup.instances()
    // As if the agent had been killed while Besu started, before it took the key away.
    await writeFile(keyFile({ dir: setup.dir }, node), setup.key, { mode: 0o600 })
    await pass(new Set())
    expect(await setup.keysLeft()).toEqual([])
    expect(await setup.instances()).toEqual([before])
    expect([...(await restartingNodes(setup.dir)).keys()]).toEqual([])
    await setup.target.remove(node)
    expect(await pass(new Set([node]))).toEqual([])
    await upkeep().remake(node, undefined)
    expect(await setup.instances()).toEqual([])
  }, 120_000)

  it('that were stopped for a remake are still known by it where they were seen to run a moment before', async () => {
    await start([])
    await restartBegins(setup.dir, setup.manifest.node)
    await setup.target.remove(setup.manifest.node)
    expect(await upkeep().unfinished({ down: new Set(), silent: new Set() })).toEqual([])
    expect([...(await restartingNodes(setup.dir)).keys()]).toEqual([setup.manifest.node])
  }, 60_000)

  it('that were stopped to heal a stall and could not be started again are started once they can', async () => {
    await start([])
    const { node } = setup.manifest
    const { dir: home, target } = setup
    const failing: Target = {
      ...target,
      restart: async () => {
        await target.remove(node)
        throw new Error('no room to start it in')
      },
    }
    const own = nodesOfTarget({
      ...{ home, nodes: [node], manifests: async () => [setup.manifest], key: () => setup.key },
      standOnce: async () => undefined,
      ...{ progress: () => undefined, signal: new AbortController().signal },
      target: failing,
    })
    await expect(own.restart(node)).rejects.toThrow('no room')
    const quiet = { down: new Set([node]), silent: new Set<string>() }
    expect(await upkeep(busy).unfinished(quiet)).toEqual([node])
    await upkeep(busy).remake(node, undefined)
    expect(await setup.instances()).toHaveLength(1)
    expect(await upkeep(busy).unfinished(quiet)).toEqual([])
  }, 60_000)

  it('are started by no agent while they may stand in another place, whatever was begun here', async () => {
    const { node } = setup.manifest
    await restartBegins(setup.dir, node)
    elsewhere = new QuorateError('NODES_ELSEWHERE', 'They stand elsewhere.', { remedy: 'Take them down there.' })
    await expect(upkeep().remake(node, undefined)).rejects.toMatchObject({ code: 'NODES_ELSEWHERE' })
    expect(await setup.instances()).toEqual([])
    elsewhere = undefined
    await upkeep().remake(node, undefined)
    expect(await setup.instances()).toHaveLength(1)
  }, 60_000)

  it('that a killed agent was stopping when it was killed may yet stop, and are known by it as long as that may take', async () => {
    const { node } = setup.manifest
    await start([])
    await setTimeout(1500)
    await restartBegins(setup.dir, node)
    const runs = { down: new Set<string>(), silent: new Set<string>() }
    expect(await upkeep().unfinished(runs)).toEqual([])
    expect(await upkeep().unfinished({ ...runs, down: new Set([node]) })).toEqual([node])
    expect(await upkeep(free, 100).unfinished(runs)).toEqual([node])
    await upkeep(free, 100).remake(node, undefined)
    expect([...(await restartingNodes(setup.dir)).keys()]).toEqual([])
    expect(await setup.instances()).toHaveLength(1)
  }, 60_000)

  it('that are described no more are forgotten', async () => {
    await restartBegins(setup.dir, 'north-9')
    await upkeep().remake('north-9', undefined)
    expect([...(await restartingNodes(setup.dir)).keys()]).toEqual([])
  }, 60_000)
})
