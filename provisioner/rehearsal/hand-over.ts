import { cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Consortium } from '../../network/consortium/consortium.ts'
import { memberFolders, publicChain, rehearsalVolumes } from '../../network/render/compose/commands.ts'
import { monitoringFiles } from '../../network/render/compose/monitoring-files.ts'
import { consortiumSubnet, nodePorts } from '../../network/render/compose/plan.ts'
import type { Environment } from '../environment.ts'
import { replace } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { rehearsalPaths } from './folder.ts'
import { inParallel } from './in-parallel.ts'
import { giveOptions } from './member-options.ts'
import { play } from './play.ts'
import { sayPlaces } from './run-nodes.ts'

interface Wanted {
  readonly root: string
  readonly members: Consortium['members']
  /** Folder of the volumes: see `rehearsalVolumes`. */
  readonly volumes: string
}

/**
 * Gives every member its own parts, each in a volume that only its own containers have: home and list of nodes, passphrase,
 * files of each node. Nothing of them stays in the rehearsal's folder. The home goes last, in one piece: a member that
 * has it has everything, and killed before, it is done again.
 */
export async function handOver(env: Environment, { root, members, volumes }: Wanted): Promise<void> {
  const given = await Promise.all(members.map(({ name }) => exists(homeIn(volumes, name))))
  const left = members.filter((_, i) => !given[i])
  const ports = async () => members.map(() => nodePorts)
  await giveOptions(root, members, {
    target: 'docker',
    version: undefined,
    image: undefined,
    sharedSubnet: consortiumSubnet,
    ports,
  })
  await sayPlaces(env, root, members)
  env.progress('every member renders its nodes, and is given its volumes')
  await inParallel(left, left.length, async ({ name, nodes }) => {
    const rendered = rehearsalPaths.rendered(root, name)
    await rm(rendered, { recursive: true, force: true })
    const lock = ['--lock', rehearsalPaths.lock(root), '--endpoints', rehearsalPaths.endpoints(root)]
    const options = ['--options', rehearsalPaths.options(root, name)]
    const chain = ['--public-rpc', `http://${publicChain.name}:${publicChain.port}`]
    await play(env, root, name, 'render', '--target', 'docker', ...lock, ...options, ...chain, '--out', rendered)
    for (const { name: node } of nodes) {
      await copy(join(rendered, 'files', node), join(volumes, rehearsalVolumes.node(node)))
    }
    await giveMember(root, name, volumes)
  })
  for (const { name } of members) await clear(root, name)
  for (const [path, text] of monitoringFiles({ members })) {
    const file = join(volumes, rehearsalVolumes.monitoring, path)
    await mkdir(dirname(file), { recursive: true })
    if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await replace(file, text, { mode: 0o644 })
  }
}

const homeIn = (volumes: string, member: string) =>
  join(volumes, rehearsalVolumes.member(member), inVolume(memberFolders.home))
const inVolume = (path: string) => path.split('/').slice(2).join('/')

async function giveMember(root: string, member: string, volumes: string): Promise<void> {
  const own = join(volumes, rehearsalVolumes.member(member))
  const secret = join(volumes, rehearsalVolumes.secret(member))
  await copy(join(rehearsalPaths.rendered(root, member), 'nodes.json'), join(own, inVolume(memberFolders.list)))
  await copy(rehearsalPaths.passphrase(root, member), join(secret, inVolume(memberFolders.passphrase)))
  const half = join(own, '.home.new')
  await rm(half, { recursive: true, force: true })
  await copy(rehearsalPaths.home(root, member), half)
  await rename(half, homeIn(volumes, member))
}

/** Of a member that has all its parts: what it was made from here goes, keys above all. */
async function clear(root: string, member: string): Promise<void> {
  const paths = [rehearsalPaths.home(root, member), rehearsalPaths.passphrase(root, member)]
  for (const path of [...paths, rehearsalPaths.rendered(root, member)]) await rm(path, { recursive: true, force: true })
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  await cp(from, to, { recursive: true, force: true })
}
