import { readLock } from '../founding/read.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { keptOptions } from '../home/kept-options.ts'
import { keptSite } from '../home/kept-site.ts'
import { type Location, locate } from './location.ts'

/** What a home's nodes run on, and of which network. */
export type NodesLocation = Pick<Location, 'target' | 'lock'>

/**
 * Where a home's nodes are to run: an `apply` that was stopped may have started some, and not yet written down where they answer, and
 * a restored home has only what it wants.
 * @throws QuorateError NETWORK_ABSENT
 */
export async function whereNodesRun(dir: string): Promise<NodesLocation> {
  if (!(await exists(homePaths.agreed(dir)))) return locate(dir)
  const options = (await exists(homePaths.connection(dir))) ? undefined : await keptOptions(dir)
  const site = await keptSite(dir)
  const target = site?.target === 'rendered' ? site.for : (site ?? options)?.target
  return target === undefined ? locate(dir) : { target, lock: await readLock(homePaths.agreed(dir)) }
}
