import type { Made } from '../../network/agent/maintenance.ts'
import { genesisText } from '../../network/amendments/amended-genesis.ts'
import { goesBeyond, historyOf } from '../../network/amendments/amendment.ts'
import { amendmentProblems } from '../../network/amendments/amendment-problems.ts'
import { DEFAULT_RELEASE } from '../../network/besu/releases.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { twinGuard } from '../backup/twin-guard.ts'
import { keptAmendments } from '../home/kept-amendments.ts'
import { keptOptions } from '../home/kept-options.ts'
import type { Hold } from './hold.ts'
import type { NodeHands } from './node-hands.ts'
import { noteRemaking } from './note-remaking.ts'
import type { NodeUpkeep } from './upkeep.ts'

export interface ListedUpkeepParts {
  readonly home: string
  readonly lock: Lock
  readonly hold: Hold
  /** By node; without hands nobody can tell how one was made. */
  readonly hands: ReadonlyMap<string, NodeHands | undefined>
}

/** Of nodes that a list names: containers and pods that others make. */
export function listedUpkeep({ home, lock, hold, hands }: ListedUpkeepParts): NodeUpkeep {
  const { genesis } = lock.founding
  return {
    async made(amendments, fresh) {
      const kept = await keptAmendments(home)
      const decided = !fresh && goesBeyond(kept, amendments) ? kept : amendments
      const unfit = amendmentProblems(decided, await release(home)).length > 0
      const before = [...historyOf(decided), ...historyOf(kept)].map((one) => genesisText(genesis, one))
      const texts = { wanted: genesisText(genesis, decided), before }
      const made = await Promise.all(
        [...hands].map(async ([node, hand]) => {
          const how = (await hand?.made(texts)) ?? 'unknown'
          const beyond = unfit && hand !== undefined && how !== 'outdated'
          return [node, beyond ? 'unfit' : how] as const
        }),
      )
      return new Map<string, Made>(made)
    },
    async unfinished({ silent }) {
      const unmissed = async (node: string) =>
        (await hands
          .get(node)
          ?.isUnmissed()
          .catch(() => false)) ?? false
      const found = await Promise.all([...silent].map(async (node) => ((await unmissed(node)) ? [node] : [])))
      return found.flat()
    },
    async remake(node, amendments) {
      if (amendments !== undefined) await noteRemaking(hold, { home, node, amendments })
      await twinGuard(home)
      await hands.get(node)?.remake(genesisText(genesis, await keptAmendments(home)))
    },
  }
}

async function release(home: string): Promise<string> {
  return (await keptOptions(home))?.besu.version ?? DEFAULT_RELEASE
}
