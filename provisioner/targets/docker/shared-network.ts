import type Docker from 'dockerode'
import { QuorateError } from '../../../network/quorate-error.ts'
import { orAbsent } from './engine-error.ts'
import { makeNetwork } from './make-network.ts'
import { LABEL, type Owner, sharedName } from './names.ts'
import { removeNetwork } from './own-parts.ts'

type Network = Pick<Owner, 'networkId'>

/**
 * Puts a node into the network that members on one engine share, at a fixed address; nothing leads out of it. Several
 * members may make it at once.
 * @throws QuorateError NAME_TAKEN
 */
export async function joinShared(
  docker: Docker,
  owner: Network,
  of: { id: string; address: string; subnet: string },
): Promise<void> {
  const name = sharedName(owner)
  await ensureShared(docker, owner, of.subnet)
  const { NetworkSettings } = await docker.getContainer(of.id).inspect()
  if (NetworkSettings.Networks[name] !== undefined) return
  const EndpointConfig = { IPAMConfig: { IPv4Address: of.address } }
  await docker.getNetwork(name).connect({ Container: of.id, EndpointConfig })
}

/** Takes it away once no container, running or not, is in it. */
export async function removeUnusedShared(docker: Docker, owner: Network): Promise<void> {
  const name = sharedName(owner)
  if (!(await hasShared(docker, owner))) return
  const left = await docker.listContainers({ all: true, filters: { network: [name] } })
  if (left.length > 0) return
  // Another member may have joined it meanwhile, or taken it away.
  await removeNetwork(docker, name)
}

async function ensureShared(docker: Docker, owner: Network, subnet: string): Promise<void> {
  const IPAM = { Driver: 'default', Config: [{ Subnet: subnet }] }
  const Labels = { [LABEL.network]: owner.networkId }
  const wanted = { Name: sharedName(owner), Internal: true, IPAM, Labels }
  await makeNetwork(docker, wanted, () => hasShared(docker, owner))
}

async function hasShared(docker: Docker, owner: Network): Promise<boolean> {
  const name = sharedName(owner)
  const found = await orAbsent(docker.getNetwork(name).inspect())
  if (found === undefined) return false
  if (found.Labels?.[LABEL.network] === owner.networkId) return true
  throw new QuorateError('NAME_TAKEN', `The network ${name} is there and is not of this consortium.`, {
    facts: { kind: 'network', name },
    remedy: `See whose it is (docker network inspect ${name}), remove or rename it, and run this again.`,
  })
}
