import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { dump, load } from 'js-yaml'
import type { Lock } from '../../network/ceremony/lock.ts'
import type { Consortium } from '../../network/consortium/consortium.ts'
import { type MemberOptions, memberOptionsSchema } from '../../network/consortium/member-options/member-options.ts'
import { parseMemberOptions } from '../../network/consortium/member-options/parse-member-options.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Environment } from '../environment.ts'
import { readText } from '../founding/read-text.ts'
import { replace } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import type { Cluster } from '../targets/kubernetes/cluster.ts'
import { clusterOf } from '../targets/kubernetes/open.ts'
import { machineOf, playOperator } from '../targets/kubernetes/operator-part.ts'
import { rehearsalPaths } from './folder.ts'
import { inParallel } from './in-parallel.ts'
import { play } from './play.ts'

interface Wanted {
  readonly root: string
  readonly members: Consortium['members']
  readonly lock: Lock
  readonly publicRpc: string
  /** A member.yaml that all members run by; each gets ports of its own. */
  readonly options: string
}

/**
 * Every member runs its nodes and its agent in a namespace of its own of one cluster, by its own `endpoints` and `apply`.
 * They reach one another by ports of the cluster's first machine, as members in other clusters would.
 */
export async function runInCluster(env: Environment, wanted: Wanted): Promise<void> {
  const { root, members, lock, publicRpc } = wanted
  const shared = await sharedOptions(wanted.options)
  const { address } = await givePorts(env, wanted, shared)
  await mkdir(rehearsalPaths.endpoints(root), { recursive: true, mode: 0o700 })
  env.progress(`every member says where its nodes are reached: at ${address}`)
  await inParallel(members, members.length, async ({ name, nodes }) => {
    if (await exists(rehearsalPaths.endpoint(root, name))) return
    const { p2pPort } = await optionsOf(root, name)
    const places = nodes.map((node, i) => `${node.name}=${address}:${p2pPort + i}`)
    await play(env, root, name, 'endpoints', '--set', ...places, '--out', rehearsalPaths.endpoint(root, name))
  })
  env.progress('every operator makes a namespace, and the Secret that opens the agent’s keys')
  const secret = shared.kubernetes.agent?.passphraseSecret
  for (const { name } of members) await operator(env, { root, lock, member: name, secret })
  env.progress('every member starts its nodes and its agent')
  await inParallel(members, members.length, async ({ name }) => {
    const files = ['--lock', rehearsalPaths.lock(root), '--options', rehearsalPaths.options(root, name)]
    const where = ['--endpoints', rehearsalPaths.endpoints(root), '--public-rpc', publicRpc]
    await play(env, root, name, 'apply', ...files, ...where)
  })
}

/** The cluster as a rehearsal's member uses it. */
export async function clusterOfMember(
  env: Environment,
  { root, lock, member }: { readonly root: string; readonly lock: Lock; readonly member: string },
) {
  const { consortium, networkId } = lock.founding
  const owner = { network: consortium.name, networkId, member }
  const { kubernetes } = await optionsOf(root, member)
  return { owner, cluster: clusterOf({ owner, options: kubernetes, variables: env.variables }) }
}

async function operator(
  env: Environment,
  of: { readonly root: string; readonly lock: Lock; readonly member: string; readonly secret: string | undefined },
): Promise<void> {
  const { owner, cluster } = await clusterOfMember(env, of)
  if (of.secret === undefined) return
  const passphrase = await readFile(rehearsalPaths.passphrase(of.root, of.member), 'utf8')
  await playOperator(cluster, owner, { secret: of.secret, passphrase, signal: env.signal })
}

async function sharedOptions(file: string): Promise<MemberOptions> {
  const reading = parseMemberOptions(await readText(file), file)
  if (!reading.ok) throw new InputProblems(reading.problems)
  const { target, kubernetes } = reading.options
  if (target === 'kubernetes' && kubernetes.namespace === undefined && kubernetes.p2p.service === 'NodePort')
    return reading.options
  throw new QuorateError('REHEARSAL_OPTIONS', `${file} is not what a rehearsal in a cluster can be played by.`, {
    facts: { file, target, namespace: kubernetes.namespace ?? null, service: kubernetes.p2p.service },
    remedy:
      'It needs target: kubernetes, no kubernetes.namespace, since each member has its own, and kubernetes.p2p.service: NodePort.',
  })
}

/** Chosen once: a rehearsal that is played again runs on the same ports; all else is taken from the file that is given now. */
async function givePorts(env: Environment, { root, members, lock }: Wanted, shared: MemberOptions) {
  const cluster: Cluster = clusterOf({
    owner: { network: lock.founding.consortium.name, networkId: lock.founding.networkId, member: '' },
    options: { ...shared.kubernetes, namespace: 'default' },
    variables: env.variables,
  })
  const { address, taken } = await machineOf(cluster)
  let next = shared.p2pPort
  for (const { name, nodes } of members) {
    const file = rehearsalPaths.options(root, name)
    const kept = (await exists(file)) ? (await optionsOf(root, name)).p2pPort : undefined
    while (kept === undefined && nodes.some((_, i) => taken.has(next + i))) next += 1
    const p2pPort = kept ?? next
    next = Math.max(next, p2pPort + nodes.length)
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    // They come from the machine that their records name, whichever of the cluster's a pod is on.
    const p2p = { ...shared.kubernetes.p2p, externalTrafficPolicy: 'Cluster' as const }
    const options = { ...shared, p2pPort, kubernetes: { ...shared.kubernetes, p2p } }
    await replace(file, dump(options), { mode: 0o600 })
  }
  return { address }
}

async function optionsOf(root: string, member: string): Promise<MemberOptions> {
  return memberOptionsSchema.parse(load(await readFile(rehearsalPaths.options(root, member), 'utf8')))
}
