import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from '@jest/globals'
import { manifestDigest } from '../../../../network/besu/manifest.ts'
import { describeWithEngine, docker, host, standInImage } from './engine.ts'
import { killingProxy } from './killing-proxy.ts'
import { exec, names, newTarget, node } from './live-node.ts'
import { given, manifestOf, member, networkId } from './manifests.ts'

const RUN = fileURLToPath(new URL('./run-once.ts', import.meta.url))
const engineSocket = (host ?? 'unix:///var/run/docker.sock').slice('unix://'.length)
const label = [`quorate.network=${networkId}`, `quorate.member=${member}`]

describeWithEngine('a command that is killed between any two calls to the engine', () => {
  let image: string
  let made: Awaited<ReturnType<typeof newTarget>>
  const manifest = (memoryMiB: number) => manifestOf(image, { resources: { memoryMiB, cpus: 1, diskGiB: 1 } })

  /** @returns what it changed, and whether it came to its end. */
  async function killedAfter(most: number, what: 'ensure' | 'erase', memory: number) {
    let kill = () => {}
    const proxy = await killingProxy(engineSocket, most, () => kill())
    const { dir, keyRoot, p2pAddress } = made.options
    const options = JSON.stringify({ host: proxy.host, member, networkId, dir, keyRoot, p2pAddress })
    const child = spawn(process.execPath, [RUN, options, what, image, String(memory)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    kill = () => child.kill('SIGKILL')
    const [code] = (await once(child, 'close')) as [number | null]
    proxy.close()
    return { changed: proxy.changed, ended: code === 0 }
  }

  /** Once for each call: prepares, kills after that call, and looks whether the next run makes it right. */
  async function everywhere(of: {
    what: 'ensure' | 'erase'
    memory: number
    prepare: () => Promise<void>
    right: () => Promise<void>
  }) {
    const calls: string[] = []
    for (let most = 1; ; most++) {
      await of.prepare()
      const { changed, ended } = await killedAfter(most, of.what, of.memory)
      if (!ended) calls.push(changed.at(-1) ?? '')
      await of.right()
      if (ended) return calls
    }
  }

  async function oneNode(memory: number) {
    await made.target.ensure(manifest(memory), given())
    const all = await docker.listContainers({ all: true, filters: { label } })
    expect(all.map(({ State }) => State)).toEqual(['running'])
    expect(await made.target.observe()).toMatchObject([{ digest: manifestDigest(manifest(memory)), state: 'running' }])
    expect(await docker.listNetworks({ filters: { label } })).toHaveLength(1)
  }

  async function nothing() {
    await made.target.erase(node)
    expect(await docker.listContainers({ all: true, filters: { label } })).toEqual([])
    expect(await docker.listNetworks({ filters: { label } })).toEqual([])
    expect((await docker.listVolumes({ filters: { label } })).Volumes ?? []).toEqual([])
  }

  beforeAll(async () => {
    image = await standInImage()
    made = await newTarget()
  }, 120_000)

  it('leaves what the next run makes a running node of', async () => {
    const prepare = () => made.target.erase(node)
    const calls = await everywhere({ what: 'ensure', memory: 512, prepare, right: () => oneNode(512) })
    expect(calls.map((call) => call.replaceAll(/[0-9a-f]{64}/g, 'ID'))).toEqual([
      'POST /networks/create',
      'POST /volumes/create',
      'POST /containers/create',
      'POST /containers/ID/stop',
      'PUT /containers/ID/archive',
      'POST /containers/ID/start',
    ])
  }, 180_000)

  it('leaves what the next run replaces, and the data', async () => {
    const calls = await everywhere({
      what: 'ensure',
      memory: 600,
      prepare: async () => {
        await oneNode(512)
        await exec('touch', '/quorate/volume/data/kept')
      },
      right: async () => {
        await oneNode(600)
        expect(await exec('ls', '/quorate/volume/data/kept')).toMatchObject({ code: 0 })
      },
    })
    expect(calls).toHaveLength(6)
    expect(calls.slice(0, 2).map((call) => call.split(' ')[0])).toEqual(['POST', 'DELETE'])
  }, 240_000)

  it('leaves what the next run takes away, to the last part', async () => {
    const prepare = () => oneNode(512)
    const calls = await everywhere({ what: 'erase', memory: 512, prepare, right: nothing })
    expect(calls.map((call) => call.replaceAll(/[0-9a-f]{64}/g, 'ID'))).toEqual([
      'POST /containers/ID/stop',
      'DELETE /containers/ID',
      `DELETE /networks/${names.network}`,
      `DELETE /volumes/${names.volume}`,
    ])
  }, 180_000)
})
