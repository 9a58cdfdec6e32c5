import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Docker, { type Container, type Network } from 'dockerode'
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

/**
 * Has one member's node come from the address of another's, which is in nobody's reach meanwhile, for as long as something is
 * looked at. No other address would do: Besu lets in who comes from a listed one, whoever it is, and nobody else.
 * @param look is given the address that it comes from.
 */
export async function inPlaceOf(
  { root, member, other }: { readonly root: string; readonly member: string; readonly other: string },
  look: (address: string) => Promise<void>,
): Promise<void> {
  const [moved, absent] = [await containerOf(root, member), await containerOf(root, other)]
  const [own, place] = [await sharedOf(moved), await sharedOf(absent)]
  await moved.stop()
  await place.network.disconnect({ Container: absent.id })
  await own.network.disconnect({ Container: moved.id })
  await joined(own.network, moved, place.address)
  await moved.start()
  try {
    await look(place.address)
  } finally {
    await moved.stop()
    await own.network.disconnect({ Container: moved.id })
    await joined(place.network, absent, place.address)
    await joined(own.network, moved, own.address)
    await moved.start()
  }
}

/** Pulls the wires of these members' nodes, which run on; nobody is told that a connection ends. @returns what plugs them in again. */
export async function cutOff(root: string, members: readonly string[]): Promise<() => Promise<void>> {
  const containers = await Promise.all(members.map((member) => containerOf(root, member)))
  const places = await Promise.all(containers.map(sharedOf))
  await Promise.all(containers.map(({ id }, i) => places[i]?.network.disconnect({ Container: id, Force: true })))
  return async () => {
    for (const [i, { network, address }] of places.entries()) {
      const container = containers[i]
      if (container !== undefined) await joined(network, container, address)
    }
  }
}

async function joined(network: Network, { id }: Container, address: string): Promise<void> {
  await network.connect({ Container: id, EndpointConfig: { IPAMConfig: { IPv4Address: address } } })
}

/** The network that members share, and where a node's container is in it. */
async function sharedOf(container: Container): Promise<{ network: Network; address: string }> {
  const { Name, HostConfig, NetworkSettings } = await container.inspect()
  const found = Object.entries(NetworkSettings.Networks).find(([name]) => name !== HostConfig.NetworkMode)
  if (found === undefined) throw new Error(`${Name} is in no network but its member's own`)
  const [name, { IPAMConfig }] = found
  return { network: engine.getNetwork(name), address: IPAMConfig.IPv4Address }
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
