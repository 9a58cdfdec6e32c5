import { rm } from 'node:fs/promises'
import { QuorateError } from '../../../network/quorate-error.ts'
import { whereNodesRun } from '../../chain/where-nodes-run.ts'
import type { Environment } from '../../environment.ts'
import { exists } from '../../home/exists.ts'
import { homePaths } from '../../home/home.ts'
import { hostedFiles } from '../../home/hosted-files.ts'
import { forgetSite, keptSite } from '../../home/kept-site.ts'
import { openHome } from '../../home/open-home.ts'
import { takesDown } from '../../home/taken-down.ts'
import { whenHomeIsFree } from '../../home/when-free.ts'
import { rendered } from '../../maintenance/stand-once.ts'
import { eraseNodes } from '../../rehearsal/erase-nodes.ts'
import { rehearsalPaths } from '../../rehearsal/folder.ts'
import { withRehearsalLock } from '../../rehearsal/rehearsal-lock.ts'
import { eraseCluster } from '../../rehearsal/erase-cluster.ts'
import { takeDown } from '../../rehearsal/take-down.ts'
import { openHostedAgent } from '../../targets/open-agent.ts'
import { openAt } from '../../targets/open-at.ts'
import { openTarget } from '../../targets/open-target.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/**
 * Stops what a rehearsal started, or a member's own nodes. `--erase` removes a rehearsal as well, homes and all; a member's
 * home and its nodes' data it never touches.
 */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const root = env.home
  const erased = input.flag('erase')
  if (await exists(homePaths.record(root))) return nodesDown(env, erased)
  await refuseOtherFolder(root)
  const { nodes, chains } = await withRehearsalLock(root, async () => {
    const names = await takeDown(env, root)
    if (erased) {
      await eraseNodes(env, root)
      await eraseCluster(env, root)
      await rm(root, { recursive: true, force: true })
    }
    return names
  })
  const stopped = [...nodes, ...chains]
  const text = [
    ...nodes.map((name) => `Stopped ${name}; its data stays.`),
    ...chains.map((name) => `Stopped the ${name} chain.`),
    ...(stopped.length === 0 ? ['Nothing was running.'] : []),
  ]
  if (erased) text.push(`Erased the rehearsal in ${root}.`)
  return { json: { stopped, erased }, text, good: true }
}

/** Gracefully, one after the other. `apply` starts them again where they stopped. */
async function nodesDown(env: Environment, erase: boolean): Promise<Answer> {
  if (erase) throw usage('A member’s home and its nodes’ data are never erased; only a rehearsal is.')
  const home = await openHome(env.home)
  const { target: kind, lock } = await whereNodesRun(home.dir)
  const { member } = home.record
  const { networkId, consortium } = lock.founding
  const opening = { home: home.dir, member, network: consortium.name, networkId, env }
  return whenHomeIsFree(env, home.dir, async () => {
    const site = await keptSite(home.dir)
    if (site?.target === 'rendered') throw rendered(site)
    const way = site === undefined ? { target: await openTarget(kind, opening), opening } : await openAt(site, opening)
    const { target } = way
    // First, or it would take what stops for what has to be started again.
    const agent = await openHostedAgent(target.kind, way.opening, () => hostedFiles(home))
    await agent?.remove({ progress: env.progress, signal: env.signal })
    // An agent that still runs, or the next one, would start it again.
    await takesDown(home.dir)
    await rm(homePaths.restarting(home.dir), { recursive: true, force: true })
    const stopped: string[] = []
    for (const { node } of await target.observe()) {
      env.progress(`stopping ${node}`)
      await target.remove(node)
      stopped.push(node)
    }
    // Of one that never came to run its key may stand there all the same.
    for (const { name } of home.record.nodes) if (!stopped.includes(name)) await target.remove(name)
    await forgetSite(home.dir)
    const text =
      stopped.length === 0 ? ['No node was running.'] : stopped.map((node) => `Stopped ${node}; its data stays.`)
    return { json: { stopped }, text, good: true }
  })
}

/** Only a folder that a rehearsal began as its own may be erased: a member's home never is, whatever it is asked. */
async function refuseOtherFolder(root: string): Promise<void> {
  if (await exists(rehearsalPaths.lockFile(root))) return
  throw new QuorateError('REHEARSAL_ABSENT', `${root} holds no rehearsal, and no member’s home.`, {
    facts: { folder: root },
    remedy: 'Name the folder that `quorate rehearse` was given with --home, or a member’s home to stop its own nodes.',
  })
}
