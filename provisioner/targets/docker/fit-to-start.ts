import type { ContainerInspectInfo } from 'dockerode'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { portsOf, refuseTakenPorts } from '../ports.ts'
import type { Given } from '../target.ts'
import { ensureKeyPlace } from './key-place.ts'
import { keyPlaceOf, type Place } from './place.ts'

/**
 * Whether a node could be started so, before what runs is stopped: its key or PIN, a place for that, ports that this machine
 * publishes for it.
 * @param found its container, where there is one: the ports that this one has are the node's own.
 * @throws QuorateError KEY_PLACE_ABSENT, KEY_PLACE_UNSAFE, PORT_IN_USE, PORT_REFUSED, and what its key is not given for.
 */
export async function fitToStart(
  place: Place,
  manifest: NodeManifest,
  { given, found }: { readonly given: Pick<Given, 'key'>; readonly found: ContainerInspectInfo | undefined },
): Promise<void> {
  await ensureKeyPlace(keyPlaceOf(place, manifest.node))
  given.key()
  const own = found?.State.Running ? portsHeld(found) : new Set<number>()
  const published = portsOf(manifest, place.p2pAddress, '127.0.0.1').filter(
    ({ port }) => place.sharedSubnet === undefined || port !== manifest.ports.p2p,
  )
  await refuseTakenPorts(published.filter(({ port }) => !own.has(port)))
}

function portsHeld({ HostConfig }: ContainerInspectInfo): ReadonlySet<number> {
  const bound = Object.values(HostConfig.PortBindings ?? {}) as { HostPort: string }[][]
  return new Set(bound.flat().map(({ HostPort }) => Number(HostPort)))
}
