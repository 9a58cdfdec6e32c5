import { setTimeout } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { ContainerCreateOptions, ContainerInspectInfo } from 'dockerode'
import { QuorateError } from '../../../network/quorate-error.ts'
import { isConflict, isForbidden, orAbsent, unlessDone } from './engine-error.ts'
import { makeNetwork } from './make-network.ts'
import { containerName, isOwn, LABEL, type Labels, networkName, type Owner, ownerLabels, volumeName } from './names.ts'

/** What a container is created from; the labels tell whose it is. */
export type Wanted = ContainerCreateOptions & { readonly Labels: Readonly<Record<string, string>> }

/**
 * The container of a node, where there is one.
 * @throws QuorateError NAME_TAKEN where another than this member made what has its name.
 */
export async function findContainer(
  docker: Docker,
  owner: Owner,
  node: string,
): Promise<ContainerInspectInfo | undefined> {
  const name = containerName(owner, node)
  const found = await orAbsent(docker.getContainer(name).inspect())
  if (found !== undefined) refuseForeign('container', name, found.Config.Labels, owner)
  return found
}

/** Milliseconds that the engine may take for what a killed run asked of it before, and how long to wait before asking again. */
const UNDER_WAY = 60_000
const BETWEEN = 100

/** Stops it gracefully, in its own time, and removes it; its volume stays. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  const container = docker.getContainer(id)
  await whileConflict(async () => {
    // Stopped each time: somebody may have started it again.
    await unlessDone(container.stop())
    await unlessDone(container.remove())
  })
}

/** @returns its id. @throws QuorateError NAME_TAKEN */
export async function createContainer(docker: Docker, owner: Owner, wanted: Wanted): Promise<string> {
  return whileConflict(async () => {
    try {
      return (await docker.createContainer(wanted)).id
    } catch (cause) {
      // A run that was killed asked for one. It may be of another manifest; while it is being made, only its name is taken.
      const made = isConflict(cause) ? await findContainer(docker, owner, wanted.Labels[LABEL.node] ?? '') : undefined
      if (made !== undefined) await removeContainer(docker, made.Id)
      throw cause
    }
  })
}

/** Asks again while the engine is at what stands in the way. @throws what it says in the end */
async function whileConflict<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + UNDER_WAY
  for (;;) {
    try {
      return await ask()
    } catch (cause) {
      if (!isConflict(cause) || performance.now() > deadline) throw cause
      await setTimeout(BETWEEN)
    }
  }
}

/** @throws QuorateError NAME_TAKEN */
export async function ensureNetwork(docker: Docker, owner: Owner): Promise<void> {
  const wanted = { Name: networkName(owner), Labels: ownerLabels(owner) }
  await makeNetwork(docker, wanted, () => hasNetwork(docker, owner))
}

/** Takes the member's network away once no container of its nodes is left on it. */
export async function removeUnusedNetwork(docker: Docker, owner: Owner): Promise<void> {
  const labels = Object.entries(ownerLabels(owner)).map(([name, value]) => `${name}=${value}`)
  const left = await docker.listContainers({ all: true, filters: { label: labels } })
  if (left.length > 0 || !(await hasNetwork(docker, owner))) return
  await removeNetwork(docker, networkName(owner))
}

/** A network that somebody else's container is in stays. */
export async function removeNetwork(docker: Docker, name: string): Promise<void> {
  await orAbsent(docker.getNetwork(name).remove()).catch((cause: unknown) => {
    if (!isForbidden(cause)) throw cause
  })
}

/** Whether a container would find its networks again: the engine looks for those that it was started in, by their ids. */
export async function findsNetworks(docker: Docker, { NetworkSettings }: ContainerInspectInfo): Promise<boolean> {
  for (const [name, { NetworkID }] of Object.entries(NetworkSettings.Networks)) {
    const found = await orAbsent(docker.getNetwork(name).inspect())
    if (found === undefined || (NetworkID !== '' && found.Id !== NetworkID)) return false
  }
  return true
}

async function hasNetwork(docker: Docker, owner: Owner): Promise<boolean> {
  const name = networkName(owner)
  const found = await orAbsent(docker.getNetwork(name).inspect())
  if (found === undefined) return false
  refuseForeign('network', name, found.Labels, owner)
  return true
}

/** @throws QuorateError NAME_TAKEN */
export async function ensureVolume(docker: Docker, owner: Owner, node: string): Promise<void> {
  if (await hasVolume(docker, owner, node)) return
  const labels = { ...ownerLabels(owner), [LABEL.node]: node }
  await docker.createVolume({ Name: volumeName(owner, node), Driver: 'local', Labels: labels })
}

/** Deletes a node's data. */
export async function removeVolume(docker: Docker, owner: Owner, node: string): Promise<void> {
  if (await hasVolume(docker, owner, node)) await orAbsent(docker.getVolume(volumeName(owner, node)).remove())
}

async function hasVolume(docker: Docker, owner: Owner, node: string): Promise<boolean> {
  const name = volumeName(owner, node)
  const found = await orAbsent(docker.getVolume(name).inspect())
  if (found === undefined) return false
  refuseForeign('volume', name, found.Labels, owner)
  return true
}

function refuseForeign(kind: string, name: string, labels: Labels | null | undefined, owner: Owner): void {
  if (isOwn(labels, owner)) return
  throw new QuorateError('NAME_TAKEN', `The ${kind} ${name} is there and is not ${owner.member}'s.`, {
    facts: { kind, name, member: owner.member, found: labels?.[LABEL.member] ?? null },
    remedy: `See whose it is (docker inspect ${name}), remove or rename it, and run this again.`,
  })
}
