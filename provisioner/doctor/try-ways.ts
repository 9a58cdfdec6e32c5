import { ELSEWHERE } from '../../network/firewall/own-ways.ts'
import type { Way } from '../../network/firewall/rule.ts'
import type { TriedWay } from '../../network/firewall/trial.ts'
import { exposed } from './exposed.ts'
import { reach } from './reach.ts'

/** Tries, all at once, every way that begins here: what must be open connects, and what must be closed does nowhere. */
export function tryWays(ways: readonly Way[]): Promise<TriedWay[]> {
  return Promise.all(ways.filter(({ starts }) => starts).map(tryWay))
}

async function tryWay(way: Way): Promise<TriedWay> {
  const { what, host, port } = way.to
  if (way.must === 'closed' && host === ELSEWHERE) {
    const found = await exposed([{ what, port }])
    return {
      ...way,
      well: found.length === 0,
      outcome: found.length === 0 ? 'closed' : 'open',
      at: found.map(({ address }) => address),
    }
  }
  const outcome = await reach(host, port)
  return { ...way, well: (outcome === 'open') === (way.must === 'open'), outcome, at: [host] }
}
