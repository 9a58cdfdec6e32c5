import { z } from 'zod'
import { type Cluster, kubectl } from './cluster.ts'
import { ensureRehearsalNamespace, isOfRehearsal, type Owner } from './namespace.ts'

/**
 * What a member's operator makes before `apply` can run its agent: the namespace, and in it the Secret with the passphrase.
 * A rehearsal makes it for each member; no command of a member does.
 */
export async function playOperator(
  cluster: Cluster,
  owner: Owner,
  {
    secret,
    passphrase,
    signal,
  }: { readonly secret: string; readonly passphrase: string; readonly signal: AbortSignal },
): Promise<void> {
  await ensureRehearsalNamespace(cluster, owner, signal)
  const input = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secret },
    type: 'Opaque',
    data: { passphrase: Buffer.from(passphrase).toString('base64') },
  })
  await kubectl(cluster, ['apply', '--server-side', '--field-manager=rehearsal', '-f', '-'], { input, signal })
}

/** Deletes the namespace that a rehearsal made, with all that is in it. Any other is left alone. */
export async function eraseRehearsal(cluster: Cluster, owner: Owner): Promise<void> {
  if (!(await isOfRehearsal(cluster, owner))) return
  await kubectl(cluster, ['delete', 'namespace', cluster.namespace, '--timeout=300s'])
}

const nodesSchema = z.object({
  items: z.array(
    z.object({ status: z.object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })) }) }),
  ),
})
const servicesSchema = z.object({
  items: z.array(
    z.object({ spec: z.object({ ports: z.array(z.object({ nodePort: z.number().optional() })).default([]) }) }),
  ),
})

/** Address of the cluster's first machine, and the ports that its machines have given out. */
export async function machineOf(cluster: Cluster): Promise<{ address: string; taken: ReadonlySet<number> }> {
  const nodes = nodesSchema.parse(JSON.parse(await kubectl(cluster, ['get', 'nodes', '-o', 'json'])))
  const services = servicesSchema.parse(
    JSON.parse(await kubectl(cluster, ['get', 'services', '--all-namespaces', '-o', 'json'])),
  )
  const addresses = nodes.items.flatMap(({ status }) => status.addresses)
  const address = addresses.find(({ type }) => type === 'InternalIP')?.address ?? ''
  const taken = services.items.flatMap(({ spec }) => spec.ports.flatMap(({ nodePort }) => nodePort ?? []))
  return { address, taken: new Set(taken) }
}
