import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from '@jest/globals'
import { describeWithEngine, docker, standInImage } from '../provisioner/targets/docker/engine.ts'
import { type Owner, volumeName } from '../../provisioner/targets/docker/names.ts'
import { ensureVolume } from '../../provisioner/targets/docker/own-parts.ts'
import { FOUR } from './anchored.ts'
import { answer, quorate } from './cli.ts'
import { killAfter, momentsIn } from './kill.ts'
import { exampleFile, newFolder } from './rehearsals.ts'

let root = ''
let typed: string[] = []

/** What the engine has of this rehearsal's network. */
async function parts() {
  const { networkId } = (JSON.parse(readFileSync(join(root, 'lock.json'), 'utf8')) as Lock).founding
  const label = [`quorate.network=${networkId}`]
  const containers = await docker.listContainers({ all: true, filters: { label } })
  const networks = await docker.listNetworks({ filters: { label } })
  const volumes = (await docker.listVolumes({ filters: JSON.stringify({ label }) })).Volumes ?? []
  return {
    nodes: containers.map(({ Labels, State }) => `${Labels['quorate.node']} ${State}`).sort(),
    ids: containers.map(({ Id }) => Id).sort(),
    networks: networks.length,
    volumes: volumes.length,
    keys: keysOf(networkId),
  }
}

interface Lock {
  readonly founding: { readonly networkId: Owner['networkId'] }
}

/** What a member that joined leaves on the engine, and a home for it: a founder's, since no contracts let anybody in here. */
async function joinersData(): Promise<string> {
  const { networkId } = (JSON.parse(readFileSync(join(root, 'lock.json'), 'utf8')) as Lock).founding
  const owner = { networkId, member: 'hospital-east' }
  await ensureVolume(docker, owner, 'hospital-east-1')
  const home = join(root, 'homes', owner.member)
  cpSync(join(root, 'homes', FOUR[0]), home, { recursive: true })
  rmSync(join(home, 'nodes'), { recursive: true })
  mkdirSync(join(home, 'nodes', 'hospital-east-1'), { recursive: true })
  return volumeName(owner, 'hospital-east-1')
}

/** Keys of its nodes in memory. */
function keysOf(networkId: string): string[] {
  const folder = `/dev/shm/quorate-${process.getuid?.() ?? 0}`
  const own = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.startsWith(networkId.slice(2, 14)))
  return own.flatMap((name) => readdirSync(join(folder, name)))
}

describeWithEngine('a rehearsal on an engine, with a stand-in for Besu that answers nothing of contracts', () => {
  beforeAll(async () => {
    root = join(await newFolder(), 'rehearsal')
    const spec = ['--spec', exampleFile('four-members'), '--home', root, '--detach']
    typed = ['rehearse', '--target', 'docker', ...spec, '--besu-image', `quorate-stand-in@${await standInImage()}`]
  }, 120_000)

  it('killed again and again has each node once, each member’s network, and the one that all share', async () => {
    for (const moment of momentsIn(6_000, 20_000, 3)) await killAfter(moment, typed)
    // Its nodes stand; it ends at a status that a stand-in has no contracts for.
    await quorate(typed)
    const { nodes, networks, volumes, keys } = await parts()
    expect(nodes).toEqual(FOUR.map((member) => `${member}-1 running`).sort())
    expect([networks, volumes, keys.length]).toEqual([FOUR.length + 1, FOUR.length, FOUR.length])
  }, 240_000)

  it('is left as it is when it is played again', async () => {
    const { ids } = await parts()
    await quorate(typed)
    expect((await parts()).ids).toEqual(ids)
  }, 120_000)

  it('taken down leaves its nodes’ data alone, and no key in memory', async () => {
    await answer(['down', '--home', root])
    expect(await parts()).toMatchObject({ nodes: [], networks: 0, volumes: FOUR.length, keys: [] })
  }, 120_000)

  it('erased leaves nothing, also of nodes that were taken down before, and of who joined later', async () => {
    const lock = readFileSync(join(root, 'lock.json'), 'utf8')
    const label = [`quorate.network=${(JSON.parse(lock) as Lock).founding.networkId}`]
    const volumes = async () => (await docker.listVolumes({ filters: JSON.stringify({ label }) })).Volumes ?? []
    const joined = await joinersData()
    expect((await volumes()).map(({ Name }) => Name)).toContain(joined)
    // One founder has lost what its home knew of its nodes.
    rmSync(join(root, 'homes', FOUR[1], 'nodes'), { recursive: true })
    await answer(['down', '--erase', '--home', root])
    expect(existsSync(root)).toBe(false)
    expect(await volumes()).toEqual([])
    expect(await docker.listNetworks({ filters: { label } })).toEqual([])
  }, 120_000)
})
