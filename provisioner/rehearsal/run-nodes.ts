import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { load } from 'js-yaml'
import type { Consortium } from '../../network/consortium/consortium.ts'
import { memberOptionsSchema } from '../../network/consortium/member-options/member-options.ts'
import type { Environment } from '../environment.ts'
import { replace } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { ensureAgent } from './agents.ts'
import { rehearsalPaths } from './folder.ts'
import { freePorts, type MemberPorts } from './free-ports.ts'
import { inParallel } from './in-parallel.ts'
import { play } from './play.ts'

interface Wanted {
  readonly root: string
  readonly members: Consortium['members']
  readonly publicRpc: string
}

/** Memory of a node in a rehearsal, in MiB: half of it is Besu's heap. */
const MEMORY = 768

/**
 * Every member runs its own nodes on this machine, each by its own `endpoints`, `apply` and `agent`.
 * @returns where the members' first nodes answer.
 */
export async function runNodes(env: Environment, { root, members, publicRpc }: Wanted): Promise<string[]> {
  await giveOptions(root, members)
  await mkdir(rehearsalPaths.endpoints(root), { recursive: true, mode: 0o700 })
  env.progress('every member says where its nodes are reached')
  await inParallel(members, members.length, async ({ name, nodes }) => {
    if (await exists(rehearsalPaths.endpoint(root, name))) return
    const { p2p } = await portsOf(root, name)
    const places = nodes.map((node, i) => `${node.name}=127.0.0.1:${p2p + i}`)
    await play(env, root, name, 'endpoints', '--set', ...places, '--out', rehearsalPaths.endpoint(root, name))
  })
  env.progress('every member starts its nodes')
  await inParallel(members, members.length, async ({ name }) => {
    const files = ['--lock', rehearsalPaths.lock(root), '--options', rehearsalPaths.options(root, name)]
    await play(
      env,
      root,
      name,
      'apply',
      ...files,
      '--endpoints',
      rehearsalPaths.endpoints(root),
      '--public-rpc',
      publicRpc,
    )
  })
  env.progress('every member starts its agent')
  await inParallel(members, members.length, ({ name }) => ensureAgent(env, root, name))
  return Promise.all(members.map(async ({ name }) => `http://127.0.0.1:${(await portsOf(root, name)).rpc}`))
}

/** Chosen once: a rehearsal that is played again runs on the same ports. */
async function giveOptions(root: string, members: Consortium['members']): Promise<void> {
  if (await exists(rehearsalPaths.options(root, members.at(-1)?.name ?? ''))) return
  const ports = await freePorts(members.map(({ nodes }) => nodes.length))
  for (const [i, { name }] of members.entries()) {
    const file = rehearsalPaths.options(root, name)
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await replace(file, optionsText(ports[i] as MemberPorts), { mode: 0o600 })
  }
}

function optionsText({ rpc, metrics, p2p }: MemberPorts): string {
  return `format: quorate/member/1
target: process
rpc: { host: 127.0.0.1, port: ${rpc} }
p2pPort: ${p2p}
metricsPort: ${metrics}
resources: { memoryMiB: ${MEMORY}, cpus: 1, diskGiB: 5 }
`
}

async function portsOf(root: string, member: string): Promise<MemberPorts> {
  const text = await readFile(rehearsalPaths.options(root, member), 'utf8')
  const { rpc, metricsPort, p2pPort } = memberOptionsSchema.parse(load(text))
  return { rpc: rpc.port, metrics: metricsPort, p2p: p2pPort }
}
