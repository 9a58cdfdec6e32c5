import { mkdtemp, rm } from 'node:fs/promises'
import { afterAll } from '@jest/globals'
import type { ContainerInspectInfo } from 'dockerode'
import { dockerTarget } from '../../../../provisioner/targets/docker/docker-target.ts'
import { containerName, networkName, volumeName } from '../../../../provisioner/targets/docker/names.ts'
import type { DockerTargetOptions } from '../../../../provisioner/targets/docker/place.ts'
import type { Target } from '../../../../provisioner/targets/target.ts'
import { newFolder } from '../../home/folders.ts'
import { docker, host } from './engine.ts'
import { elapsed, member, networkId } from './manifests.ts'

const owner = { networkId, member }
export const node = 'hospital-north-1'
export const names = {
  container: containerName(owner, node),
  network: networkName(owner),
  volume: volumeName(owner, node),
}

const made: { target: Target; keyRoot: string }[] = []
afterAll(async () => {
  for (const { target, keyRoot } of made.splice(0)) {
    const left = (await target.observe()).map((seen) => seen.node)
    for (const name of new Set([...left, node])) await target.erase(name)
    await rm(keyRoot, { recursive: true, force: true })
  }
}, 60_000)

/** A target with a home and a place for keys of its own. What its tests made is taken off the engine after them. */
export async function newTarget(changed: Partial<DockerTargetOptions> = {}) {
  const keyRoot = await mkdtemp('/dev/shm/quorate-test-')
  const options = {
    host,
    member,
    networkId,
    dir: await newFolder(),
    p2pAddress: '127.0.0.1',
    keyRoot,
    elapsed,
    ...changed,
  }
  const target = dockerTarget(options)
  made.push({ target, keyRoot })
  return { target, options }
}

export const inspect = (name = names.container): Promise<ContainerInspectInfo> => docker.getContainer(name).inspect()

/** Runs a command in the node's container, as its own user. */
export async function exec(...command: string[]): Promise<{ code: number | null; text: string }> {
  const asked = await docker
    .getContainer(names.container)
    .exec({ Cmd: command, AttachStdout: true, AttachStderr: true, Tty: true })
  const stream = await asked.start({ Tty: true })
  let text = ''
  for await (const bytes of stream) text += bytes
  return { code: (await asked.inspect()).ExitCode, text }
}

export async function until<T>(look: () => Promise<T | undefined | false>, seconds = 30): Promise<T> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    if (performance.now() > deadline) throw new Error('never came')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
