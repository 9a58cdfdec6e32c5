import { isTakenDown, takesDown } from '../../../provisioner/home/taken-down.ts'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Lock } from '../../../network/ceremony/lock.ts'
import { type MemberOptions, memberOptionsSchema } from '../../../network/consortium/member-options/member-options.ts'
import { liftTwinGuard } from '../../../provisioner/backup/twin-guard.ts'
import type { Environment } from '../../../provisioner/environment.ts'
import { createHome } from '../../../provisioner/home/create-home.ts'
import { type Home, homePaths } from '../../../provisioner/home/home.ts'
import { forgetSite, keepSite, keptSite } from '../../../provisioner/home/kept-site.ts'
import { openJournal } from '../../../provisioner/journal/journal.ts'
import { refuseStanding, standOnce } from '../../../provisioner/maintenance/stand-once.ts'
import { site } from '../../../provisioner/steps/site.ts'
import type { Wanted } from '../../../provisioner/steps/step.ts'
import { openAt } from '../../../provisioner/targets/open-at.ts'
import { openTarget } from '../../../provisioner/targets/open-target.ts'
import { processTarget } from '../../../provisioner/targets/process/process-target.ts'
import { exampleLock } from '../../behaviours/example-manifests.ts'
import { exampleHome } from '../home/example-home.ts'
import { newFolder } from '../home/folders.ts'

const kubectl = fileURLToPath(new URL('../../stand-ins/clusters', import.meta.url))
const member = 'hospital-north'
const node = `${member}-1`
const signal = new AbortController().signal
const progress = () => undefined
const now = () => 1_795_000_000

let lock: Lock
let clusters: string
let home: Home

beforeAll(async () => {
  lock = await exampleLock()
})

beforeEach(async () => {
  const { contents } = await exampleHome()
  home = await createHome(join(await newFolder(), 'home'), contents)
  clusters = await newFolder()
  await choose('production')
  for (const context of ['production', 'staging']) {
    await mkdir(join(clusters, context), { recursive: true })
    await answers(context, 'uid', `uid-of-${context}`)
  }
})

const choose = (context: string) => writeFile(join(clusters, 'current'), `${context}\n`)
const answers = (context: string, file: string, text: string) => writeFile(join(clusters, context, file), text)
const kubernetes = (kubernetes = {}) =>
  memberOptionsSchema.parse({ format: 'quorate/member/1', target: 'kubernetes', kubernetes })
const networkName = () => lock.founding.consortium.name
const ownNamespace = () => `${networkName()}-${member}`

/** A namespace of this member in which its node stands. */
async function nodeIn(context: string, namespace: string): Promise<void> {
  const names = { 'quorate.network': networkName(), 'quorate.member': member, 'quorate.node': node }
  const labels = { ...names, 'app.kubernetes.io/instance': member }
  await answers(context, `${namespace}.json`, JSON.stringify({ metadata: { labels } }))
  const set = { kind: 'StatefulSet', metadata: { name: `${member}-${node}`, labels } }
  await answers(context, `${namespace}.nodes.json`, JSON.stringify({ items: [set] }))
}

function openingOf(options: MemberOptions | undefined) {
  const variables = { PATH: `${kubectl}:${process.env.PATH}`, STAND_IN_CLUSTERS: clusters }
  const env = { variables, elapsed: () => 0, progress, signal } as unknown as Environment
  const { networkId } = lock.founding
  return { home: home.dir, member, network: networkName(), networkId, options, env }
}

async function wantedBy(options: MemberOptions): Promise<Wanted> {
  const opening = openingOf(options)
  const target = await openTarget(options.target, opening)
  const nodes = {
    ...{ target, rolledByAgent: false, manifests: [], options: '', amendments: [], records: [] },
    ...{ standOnce: async () => standOnce(await target.site(), opening), key: () => '', begun: new Set<string>() },
    introduce: async () => undefined,
    rolling: async () => {
      throw new Error('nothing runs')
    },
  }
  const connection = {
    format: 'quorate/connection/1',
    target: 'kubernetes',
    rpc: 'http://x',
    publicChains: {},
  } as const
  return { home, lock, connection, nodes, progress, signal }
}

const planned = async (options: MemberOptions) => site.plan(await wantedBy(options))
async function applied(options: MemberOptions): Promise<void> {
  const journal = await openJournal(homePaths.journal(home.dir), now)
  await site.run(await wantedBy(options), 'site.json', journal)
  await journal.close()
}
const elsewhere = (facts: object) => ({ code: 'NODES_ELSEWHERE', facts: expect.objectContaining(facts) })

describe('the place where nodes stand', () => {
  it('is kept before the first is made there, once', async () => {
    expect(await planned(kubernetes())).toMatchObject([{ kind: 'site', subject: 'site.json' }])
    await applied(kubernetes())
    expect(await keptSite(home.dir)).toEqual({
      ...{ target: 'kubernetes', cluster: 'uid-of-production' },
      ...{ namespace: ownNamespace(), context: 'production' },
    })
    expect(await planned(kubernetes())).toEqual([])
    const before = await readFile(homePaths.site(home.dir))
    await applied(kubernetes())
    expect(await readFile(homePaths.site(home.dir))).toEqual(before)
  })

  it('is where a down that was not ended has nodes stay down, until they are to stand again', async () => {
    await applied(kubernetes())
    await takesDown(home.dir)
    expect(await planned(kubernetes())).toMatchObject([{ kind: 'site', subject: 'taken-down' }])
    await applied(kubernetes())
    expect([await planned(kubernetes()), await isTakenDown(home.dir)]).toEqual([[], false])
  })

  it('is the only one, though another context is the current one by now', async () => {
    await applied(kubernetes())
    await nodeIn('production', ownNamespace())
    await choose('staging')
    const found = elsewhere({ nodes: [`${node} stopped`], wanted: expect.stringContaining('uid-of-staging') })
    await expect(planned(kubernetes())).rejects.toMatchObject(found)
    await expect(planned(kubernetes({ context: 'staging' }))).rejects.toMatchObject(found)
    expect(await planned(kubernetes({ context: 'production' }))).toEqual([])
  })

  it('is the only one, though another namespace, or target, is wanted', async () => {
    await applied(kubernetes())
    await nodeIn('production', ownNamespace())
    const found = elsewhere({ nodes: [`${node} stopped`] })
    await expect(planned(kubernetes({ namespace: 'ledger' }))).rejects.toMatchObject(found)
    const process = memberOptionsSchema.parse({ format: 'quorate/member/1', target: 'process' })
    await expect(planned(process)).rejects.toMatchObject(found)
  })

  it('is another where nothing stands there any more', async () => {
    await applied(kubernetes())
    await choose('staging')
    expect(await planned(kubernetes())).toMatchObject([{ kind: 'site' }])
    await applied(kubernetes())
    expect(await keptSite(home.dir)).toMatchObject({ cluster: 'uid-of-staging', context: 'staging' })
  })

  it('is one machine’s where they are processes: a copy of the home on another starts no second ones', async () => {
    const machine = async (id: string) => {
      const file = join(clusters, 'machine-id')
      await writeFile(file, id)
      return processTarget({ dir: home.dir, env: { variables: {} }, besu: {}, machineId: file })
    }
    const stands = async (id: string) => standOnce(await (await machine(id)).site(), openingOf(undefined))
    const [old, other] = [`${'a1'.repeat(16)}\n`, `${'b2'.repeat(16)}\n`]
    const kept = await stands(old)
    if (kept === undefined) throw new Error('nothing is to be kept')
    await keepSite(home.dir, kept)
    expect(await stands(old)).toBeUndefined()
    await expect(stands(other)).rejects.toMatchObject(elsewhere({ why: expect.stringContaining('NODES_ELSEWHERE') }))
    expect(JSON.stringify(kept)).not.toContain('a1a1')
    // A container has no such id, an image may have an unset one, and homes from before kept none.
    for (const id of ['', 'uninitialized\n']) expect(await stands(id)).toBeUndefined()
    await keepSite(home.dir, { target: 'process' })
    expect(await stands(other)).toBeUndefined()
  })

  it('is known again where its context has another name, and found by down whatever is the current one', async () => {
    await applied(kubernetes())
    await nodeIn('production', ownNamespace())
    const kept = await keptSite(home.dir)
    if (kept === undefined || kept.target === 'rendered') throw new Error('nothing is kept')
    await choose('staging')
    const { target } = await openAt(kept, openingOf(undefined))
    expect((await target.observe()).map(({ node }) => node)).toEqual([node])
    await mkdir(join(clusters, 'renamed'))
    await answers('renamed', 'uid', 'uid-of-production')
    await rm(join(clusters, 'production'), { recursive: true })
    expect(await planned(kubernetes({ context: 'renamed' }))).toEqual([])
    expect((await openAt(kept, openingOf(kubernetes({ context: 'renamed' })))).target.kind).toBe('kubernetes')
    await expect(openAt(kept, openingOf(kubernetes()))).rejects.toMatchObject(elsewhere({}))
  })

  it('is nobody’s to look at where others run what was rendered: nothing is made elsewhere before a person’s word', async () => {
    const rendered = { target: 'rendered', for: 'docker' } as const
    const opening = openingOf(undefined)
    expect(await standOnce(rendered, opening)).toEqual(rendered)
    await refuseStanding(home.dir)
    await keepSite(home.dir, rendered)
    expect(await standOnce(rendered, opening)).toBeUndefined()
    await refuseStanding(home.dir)
    const refused = { code: 'NODES_RENDERED', facts: { for: 'docker' } }
    await expect(planned(kubernetes())).rejects.toMatchObject(refused)
    await expect(standOnce({ ...rendered, for: 'kubernetes' }, opening)).rejects.toMatchObject(refused)
    expect(await liftTwinGuard(home.dir, { by: 'operator' }, now)).toBe(true)
    await applied(kubernetes())
    // And the other way round: what a target made is handed to nobody else.
    await nodeIn('production', ownNamespace())
    await expect(standOnce(rendered, opening)).rejects.toMatchObject(elsewhere({ nodes: [`${node} stopped`] }))
    await expect(refuseStanding(home.dir)).rejects.toMatchObject(elsewhere({}))
  })

  it('is left only by a person’s word, or what the chain shows, where nobody can look there', async () => {
    await applied(kubernetes())
    await rm(join(clusters, 'production'), { recursive: true })
    await choose('staging')
    await expect(planned(kubernetes())).rejects.toMatchObject(elsewhere({ why: expect.any(String) }))
    expect(await liftTwinGuard(home.dir, { by: 'operator' }, now)).toBe(true)
    expect(await planned(kubernetes())).toMatchObject([{ kind: 'site' }])
    expect(await liftTwinGuard(home.dir, { by: 'operator' }, now)).toBe(false)
  })

  it('is told by its own namespace where nobody may read kube-system, and is nobody’s once they were taken down', async () => {
    for (const context of ['production', 'staging']) {
      await rm(join(clusters, context, 'uid'))
      await answers(context, `${ownNamespace()}.uid`, `namespace-in-${context}`)
    }
    await applied(kubernetes())
    await nodeIn('production', ownNamespace())
    await choose('staging')
    await expect(planned(kubernetes())).rejects.toMatchObject(elsewhere({ nodes: [`${node} stopped`] }))
    await forgetSite(home.dir)
    expect(await planned(kubernetes())).toMatchObject([{ kind: 'site' }])
  })
})
