import type { Lock } from '../../network/ceremony/lock.ts'
import { locate } from '../chain/location.ts'
import { whereNodesRun } from '../chain/where-nodes-run.ts'
import type { Environment } from '../environment.ts'
import { exists } from '../home/exists.ts'
import { homePaths } from '../home/home.ts'
import { type Decided, decidedBy } from './contracts.ts'
import type { Described } from './described.ts'
import { ownPlaces } from './own-places.ts'

interface Asking {
  readonly home: string
  readonly member: string
  readonly lock: Lock
  readonly described: Described
  readonly env: Environment
}

/** What was decided, as own nodes tell it; undefined where none was started from this home, or none answers. */
export async function decidedHere(asking: Asking): Promise<Decided | undefined> {
  const { lock, member, env } = asking
  const { rpcs, development } = await placesOf(asking)
  return decidedBy(rpcs, { lock, member, now: env.now(), development })
}

async function placesOf(asking: Asking): Promise<{ rpcs: readonly string[]; development: boolean }> {
  const { home, lock, described, env } = asking
  const stands = (await exists(homePaths.connection(home))) || (await exists(homePaths.site(home)))
  const list = env.variables['QUORATE_AGENT_NODES']
  if (!stands && list === undefined) return { rpcs: [], development: false }
  const location = stands ? await whereNodesRun(home) : { target: described.options.target, lock }
  if (location.target === 'embedded') return { rpcs: stands ? [(await locate(home)).rpc] : [], development: true }
  const { places } = await ownPlaces({ ...asking, location, list })
  return { rpcs: places.flatMap(({ rpc }) => rpc ?? []), development: false }
}
