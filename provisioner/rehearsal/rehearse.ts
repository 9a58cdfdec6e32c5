import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { ImageByDigest } from '../../network/besu/image-by-digest.ts'
import type { Consortium } from '../../network/consortium/consortium.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { locate } from '../chain/location.ts'
import { referenceChain } from '../chain/public-chains.ts'
import type { Environment } from '../environment.ts'
import { documentText } from '../founding/publish.ts'
import { readLock } from '../founding/read.ts'
import { readConsortium } from '../founding/read-consortium.ts'
import { removeTemporaries, replace } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { ensureAgent } from './agents.ts'
import { ceremony } from './ceremony.ts'
import { ensureChain, stopChains } from './chains.ts'
import { rehearsalPaths } from './folder.ts'
import { freePorts } from './free-ports.ts'
import { freeSubnet } from './free-subnet.ts'
import { handOver } from './hand-over.ts'
import { inParallel } from './in-parallel.ts'
import { readOptions } from './member-options.ts'
import { play } from './play.ts'
import { markRehearsal, withRehearsalLock } from './rehearsal-lock.ts'
import { runNodes } from './run-nodes.ts'

/** What a rehearsal made stand, for who goes on from here. */
export interface Stands {
  readonly homes: Readonly<Record<string, string>>
  readonly rpc: readonly string[]
  readonly console: string | null
  readonly publicRpc: string
}

/** Chain id of the development chain that stands in for the public one. */
const PUBLIC_CHAIN = 31_337

/** Where a rehearsal can be played. */
export type RehearsalTarget = 'embedded' | 'process' | 'docker' | 'kubernetes'

interface Wanted {
  /** Its folder: absent, empty, or a rehearsal's. */
  readonly root: string
  readonly spec: string
  readonly port: number
  readonly target: RehearsalTarget
  /** In a cluster: the member.yaml that all members run by. */
  readonly options?: string | undefined
  /** In a cluster: an address of this machine that its pods reach, for the chain that stands in for the public one. */
  readonly host?: string | undefined
  /** On the embedded target: every member's agent as well. */
  readonly agents?: boolean
  /** Of Besu; not given: what was given before, or the default. */
  readonly version?: string | undefined
  /** Of Besu, where nodes run in containers. */
  readonly image?: ImageByDigest | undefined
}

/** Founding, chains, and every member's own `apply`. Safe to repeat: what stands already is kept. */
export async function rehearse(env: Environment, wanted: Wanted): Promise<Stands> {
  const { root, spec } = wanted
  // Before anything is made: a description with problems leaves no trace.
  const consortium = await readConsortium(spec)
  if (wanted.target === 'docker') await refuseUnnamed(wanted, consortium.members)
  await mkdir(root, { recursive: true, mode: 0o700 })
  await markRehearsal(root)
  return withRehearsalLock(root, () => stand(env, wanted, consortium.members))
}

/** Before anything is made: containers run an image that is named by digest, now or when this was first played. */
async function refuseUnnamed({ root, image }: Wanted, members: Consortium['members']): Promise<void> {
  const kept = await readOptions(root, members[0]?.name ?? '')
  if (image !== undefined || kept?.besu.digest !== undefined) return
  throw new QuorateError('IMAGE_UNPINNED', 'A rehearsal in containers has to be told Besu’s image, by digest.', {
    facts: { home: root },
    remedy: 'Give --besu-image hyperledger/besu@sha256:… or QUORATE_BESU_IMAGE, of an image that you have checked.',
  })
}

/**
 * The founding alone, for containers that compose starts: every member's parts go into its volumes.
 * Safe to repeat: a member that has its parts keeps them.
 */
export async function foundForCompose(
  env: Environment,
  { root, spec, volumes }: Pick<Wanted, 'root' | 'spec'> & { readonly volumes: string },
): Promise<readonly string[]> {
  const { members } = await readConsortium(spec)
  await mkdir(root, { recursive: true, mode: 0o700 })
  await markRehearsal(root)
  const names = members.map(({ name }) => name)
  await withRehearsalLock(root, async () => {
    await clearTemporaries(root)
    await ceremony(env, { root, spec, members: names })
    await handOver(env, { root, members, volumes })
  })
  return names
}

async function stand(env: Environment, wanted: Wanted, members: Consortium['members']): Promise<Stands> {
  const { root, target } = wanted
  await clearTemporaries(root)
  const names = members.map(({ name }) => name)
  await ceremony(env, { root, spec: wanted.spec, members: names })
  const [rpc, publicRpc] = await running(env, wanted, members)
  const publicChains = { [referenceChain(await readLock(rehearsalPaths.lock(root)))]: [publicRpc] }
  const connection = { format: 'quorate/connection/1', target, rpc: rpc[0] ?? '', publicChains }
  await replace(homePaths.connection(root), documentText(connection), { mode: 0o644 })
  const homes = Object.fromEntries(names.map((member) => [member, rehearsalPaths.home(root, member)]))
  return { homes, rpc, console: null, publicRpc }
}

async function running(env: Environment, wanted: Wanted, members: Consortium['members']): Promise<[string[], string]> {
  const names = members.map(({ name }) => name)
  const { target } = wanted
  if (target === 'embedded') return embedded(env, wanted, names)
  return target === 'kubernetes' ? inCluster(env, wanted, members) : real(env, { ...wanted, target }, members)
}

/** Nodes and agents in one cluster, a namespace for each member. */
async function inCluster(
  env: Environment,
  { root, options = '', host = '127.0.0.1' }: Wanted,
  members: Consortium['members'],
): Promise<[string[], string]> {
  env.progress(`starting a development chain as the public L2, on ${host}`)
  const typed = ['--public', String(PUBLIC_CHAIN), '--host', host]
  const { port } = new URL(await ensureChain(env, { root, name: 'public', typed }))
  const publicRpc = `http://${host}:${port}`
  const { runInCluster } = await import('./in-cluster.ts')
  await runInCluster(env, { root, members, publicRpc, options, lock: await readLock(rehearsalPaths.lock(root)) })
  const homes = members.map(({ name }) => locate(rehearsalPaths.home(root, name)))
  return [(await Promise.all(homes)).map(({ rpc }) => rpc), publicRpc]
}

/** One development chain for all. */
async function embedded(env: Environment, wanted: Wanted, members: readonly string[]): Promise<[string[], string]> {
  const { root } = wanted
  const [rpc, publicRpc] = await startChains(env, wanted)
  const typed = ['--target', 'embedded', '--lock', rehearsalPaths.lock(root), '--rpc', rpc, '--public-rpc', publicRpc]
  await inParallel(
    members,
    availableParallelism(),
    async (member) => void (await play(env, root, member, 'apply', ...typed)),
  )
  if (wanted.agents) await inParallel(members, members.length, (member) => ensureAgent(env, root, member))
  return [[rpc], publicRpc]
}

/** Nodes and an agent for every member; a development chain stands in for the public one. */
async function real(
  env: Environment,
  { root, version, image, target }: Wanted & { readonly target: 'process' | 'docker' },
  members: Consortium['members'],
): Promise<[string[], string]> {
  env.progress('starting a development chain as the public L2')
  const publicRpc = await ensureChain(env, { root, name: 'public', typed: ['--public', String(PUBLIC_CHAIN)] })
  const running = {
    target,
    version,
    image,
    sharedSubnet: target === 'docker' ? freeSubnet(root) : undefined,
    ports: () => freePorts(members.map(({ nodes }) => nodes.length)),
  }
  return [await runNodes(env, { root, members, publicRpc, running }), publicRpc]
}

async function startChains(env: Environment, { root, port }: Wanted): Promise<[string, string]> {
  env.progress('starting two development chains: the consortium’s, and one as the public L2')
  const typed = ['--lock', rehearsalPaths.lock(root), '--port', String(port)]
  const consortium = ensureChain(env, { root, name: 'consortium', typed })
  const publicChain = ensureChain(env, { root, name: 'public', typed: ['--public', String(PUBLIC_CHAIN)] })
  try {
    return await Promise.all([consortium, publicChain])
  } catch (error) {
    await Promise.allSettled([consortium, publicChain])
    await stopChains(root)
    throw error
  }
}

/** What killed writes left where this process and the commands it plays are the only writers. */
async function clearTemporaries(root: string): Promise<void> {
  const folders = [root, ...['passphrases', 'cards', 'approvals'].map((name) => join(root, name))]
  for (const folder of folders) if (await exists(folder)) await removeTemporaries(folder)
}
