import type { Environment } from '../environment.ts'
import { readLock } from '../founding/read.ts'
import { exists } from '../home/exists.ts'
import { openTarget } from '../targets/open-target.ts'
import { rehearsalPaths } from './folder.ts'
import { inParallel } from './in-parallel.ts'
import { readOptions } from './member-options.ts'

/** Deletes what the nodes of a rehearsal keep outside its folder. No member's own command does that: see `down`. */
export async function eraseNodes(env: Environment, root: string): Promise<void> {
  const lock = rehearsalPaths.lock(root)
  if (!(await exists(lock))) return
  const { networkId, consortium } = (await readLock(lock)).founding
  await inParallel(consortium.members, consortium.members.length, async ({ name: member, nodes }) => {
    const options = await readOptions(root, member)
    if (options?.target !== 'docker') return
    const target = await openTarget('docker', {
      home: rehearsalPaths.home(root, member),
      member,
      network: consortium.name,
      networkId,
      env,
    })
    for (const { name } of nodes) await target.erase(name)
  })
}
