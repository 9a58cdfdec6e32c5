import { mkdir } from 'node:fs/promises'
import type { Consortium } from '../../network/consortium/consortium.ts'
import { sharedAddress } from '../../network/render/shared-address.ts'
import type { Environment } from '../environment.ts'
import { exists } from '../home/exists.ts'
import { ensureAgent } from './agents.ts'
import { untilBlocksCome } from './blocks-come.ts'
import { rehearsalPaths } from './folder.ts'
import { inParallel } from './in-parallel.ts'
import { giveOptions, readOptions, type Running } from './member-options.ts'
import { play } from './play.ts'

interface Wanted {
  readonly root: string
  readonly members: Consortium['members']
  readonly publicRpc: string
  readonly running: Running
}

/** Where every node of a rehearsal in containers listens for the others, each at an address of its own. */
const P2P = 30_303

/**
 * Every member runs its own nodes on this machine, each by its own `endpoints`, `apply` and `agent`.
 * @returns where the members' first nodes answer.
 */
export async function runNodes(env: Environment, { root, members, publicRpc, running }: Wanted): Promise<string[]> {
  await giveOptions(root, members, running)
  await sayPlaces(env, root, members)
  env.progress('every member starts its nodes')
  await inParallel(members, members.length, async ({ name }) => {
    const files = ['--lock', rehearsalPaths.lock(root), '--options', rehearsalPaths.options(root, name)]
    const where = ['--endpoints', rehearsalPaths.endpoints(root), '--public-rpc', publicRpc]
    await play(env, root, name, 'apply', ...files, ...where)
  })
  const port = async (name: string) => (await readOptions(root, name))?.rpc.port
  const rpcs = await Promise.all(members.map(async ({ name }) => `http://127.0.0.1:${await port(name)}`))
  // A round that begins is short: agents that start beside it would take its time away.
  await untilBlocksCome(env, rpcs)
  env.progress('every member starts its agent')
  await inParallel(members, members.length, ({ name }) => ensureAgent(env, root, name))
  return rpcs
}

/** Every member signs where its nodes are reached, once: on loopback, or in the network that all share. */
export async function sayPlaces(env: Environment, root: string, members: Consortium['members']): Promise<void> {
  await mkdir(rehearsalPaths.endpoints(root), { recursive: true, mode: 0o700 })
  env.progress('every member says where its nodes are reached')
  await inParallel(members, members.length, async ({ name, nodes }) => {
    if (await exists(rehearsalPaths.endpoint(root, name))) return
    const options = await readOptions(root, name)
    const subnet = options?.docker.sharedSubnet
    const before = members.slice(
      0,
      members.findIndex((member) => member.name === name),
    )
    const first = before.reduce((sum, member) => sum + member.nodes.length, 0)
    const places = nodes.map((node, i) => {
      const place =
        subnet === undefined ? `127.0.0.1:${(options?.p2pPort ?? 0) + i}` : `${sharedAddress(subnet, first + i)}:${P2P}`
      return `${node.name}=${place}`
    })
    await play(env, root, name, 'endpoints', '--set', ...places, '--out', rehearsalPaths.endpoint(root, name))
  })
}
