import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Docker, { type Container } from 'dockerode'
import type { Place } from '../e2e/secrets.ts'

export const engine = new Docker()

/** What everything of a network, or of one member in it, is labelled with. */
export function labelsOf(root: string, member?: string): string[] {
  const { founding } = JSON.parse(readFileSync(join(root, 'lock.json'), 'utf8'))
  return [`quorate.network=${founding.networkId}`, ...(member === undefined ? [] : [`quorate.member=${member}`])]
}

export function containersOf(root: string, member?: string): Promise<Container[]> {
  return labelled(labelsOf(root, member))
}

/** Those that do not run, too. */
export async function labelled(label: readonly string[]): Promise<Container[]> {
  const found = await engine.listContainers({ all: true, filters: { label: [...label] } })
  return found.map(({ Id }) => engine.getContainer(Id))
}

/** Of a member's one node. */
export async function containerOf(root: string, member: string): Promise<Container> {
  const [found] = await containersOf(root, member)
  if (found === undefined) throw new Error(`${member} has no container`)
  return found
}

/** Puts another into a container's place, on the same volume and with the same key, alike but for these: never its member's doing. */
export async function changed(container: Container, { env, files }: Changes): Promise<void> {
  const { Name, Config, HostConfig, NetworkSettings } = await container.inspect()
  await container.remove({ force: true })
  const Env = [...Config.Env, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)]
  const own = HostConfig.NetworkMode ?? ''
  const bound = files.map((file) => ({ Type: 'bind' as const, Source: file, Target: file, ReadOnly: true }))
  const Mounts = [...(HostConfig.Mounts ?? []), ...bound]
  const { [own]: first, ...others } = NetworkSettings.Networks
  const made = await engine.createContainer({
    ...{ ...Config, name: Name.slice(1), Env, HostConfig: { ...HostConfig, Mounts } },
    NetworkingConfig: { EndpointsConfig: { [own]: { Aliases: first?.Aliases ?? [] } } },
  })
  for (const [name, { IPAMConfig }] of Object.entries(others))
    await engine.getNetwork(name).connect({ Container: made.id, EndpointConfig: { IPAMConfig } })
  await made.start()
}

interface Changes {
  readonly env: Readonly<Record<string, string>>
  /** Of this machine, shown in the container under their own names. */
  readonly files: readonly string[]
}

export async function volumesOf(label: readonly string[]): Promise<string[]> {
  const { Volumes } = await engine.listVolumes({ filters: JSON.stringify({ label }) })
  return (Volumes ?? []).map(({ Name }) => Name)
}

/** What the engine tells of a network's containers to whoever may ask it: how they were made, and their logs. */
export async function toldOf(root: string): Promise<Place[]> {
  return toldBy(await containersOf(root))
}

export async function toldBy(containers: readonly Container[]): Promise<Place[]> {
  const told = containers.map(async (container) => {
    const inspected = await container.inspect()
    const logs = await container.logs({ stdout: true, stderr: true, follow: false })
    return [
      { name: `inspect ${inspected.Name}`, bytes: Buffer.from(JSON.stringify(inspected)) },
      { name: `logs ${inspected.Name}`, bytes: logs },
    ]
  })
  return (await Promise.all(told)).flat()
}
