import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { NodeManifest } from '../../../../network/besu/node-manifest.ts'
import { dockerTarget } from '../../../../provisioner/targets/docker/docker-target.ts'
import { orAbsent } from '../../../../provisioner/targets/docker/engine-error.ts'
import { containerName, volumeName } from '../../../../provisioner/targets/docker/names.ts'
import { exampleLock, exampleNodes } from '../../../behaviours/example-manifests.ts'
import { describeTarget, type TargetSetup } from '../../../behaviours/target.ts'
import { newFolder } from '../../home/folders.ts'
import { describeWithEngine, docker, host, standInImage } from './engine.ts'
import { elapsed } from './manifests.ts'

const RUN = fileURLToPath(new URL('./ensure-once.ts', import.meta.url))

/** One node of the example on this machine's engine. */
async function dockerSetup(): Promise<TargetSetup> {
  const digest = await standInImage()
  const besu = { image: 'quorate-stand-in', digest }
  const [first] = await exampleNodes(await exampleLock(), { target: 'docker', besu })
  if (first === undefined) throw new Error('the example has nodes')
  const { manifest, key } = first
  const { networkId } = manifest.network
  const owner = { networkId, member: manifest.member }
  const keyRoot = mkdtempSync('/dev/shm/quorate-test-')
  const options = { host, ...owner, dir: await newFolder(), p2pAddress: '127.0.0.1', keyRoot }
  const target = dockerTarget({ ...options, elapsed })
  const volume = volumeName(owner, manifest.node)
  const label = [`quorate.network=${networkId}`, `quorate.node=${manifest.node}`]
  const inVolume = (command: string) => runIn(digest, volume, command)
  return {
    target,
    manifest,
    key,
    mark: async () => void (await inVolume('touch /volume/data/mark')),
    marked: async () =>
      (await orAbsent(docker.getVolume(volume).inspect())) !== undefined && inVolume('ls /volume/data/mark'),
    instances: async () => {
      const running = await docker.listContainers({ filters: { label } })
      const infos = await Promise.all(running.map(({ Id }) => docker.getContainer(Id).inspect()))
      return infos.map(({ Id, State }) => `${Id} ${State.StartedAt}`)
    },
    // In memory it stays while the container does; DESIGN: the engine has to start it again by itself.
    keysLeft: async () => {
      const container = await orAbsent(docker.getContainer(containerName(owner, manifest.node)).inspect())
      return JSON.stringify(container ?? {}).includes(key.slice(2)) ? ['what the container was made from'] : []
    },
    elsewhere: (wanted: NodeManifest) => {
      const file = join(options.dir, 'elsewhere.json')
      writeFileSync(file, JSON.stringify({ options, wanted, key }))
      return spawn(process.execPath, ['--no-warnings', RUN, file], { stdio: ['ignore', 'pipe', 'inherit'] })
    },
    end: async () => {
      await target.erase(manifest.node)
      rmSync(keyRoot, { recursive: true, force: true })
    },
  }
}

/** A command in a container of its own, with the volume: not through the target. */
async function runIn(image: string, volume: string, command: string): Promise<boolean> {
  const HostConfig = { Binds: [`${volume}:/volume`], NetworkMode: 'none' }
  const container = await docker.createContainer({ Image: image, Cmd: ['sh', '-c', command], HostConfig })
  await container.start()
  const { StatusCode } = (await container.wait()) as { StatusCode: number }
  await container.remove()
  return StatusCode === 0
}

describeWithEngine('with an engine', () => {
  describeTarget('docker, with a stand-in for Besu', dockerSetup, 60)
})
