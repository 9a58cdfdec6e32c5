import { frugality } from '../../../test/live/agent-process.ts'
import { heightAt, secondsUntil } from './chain.ts'
import type { Figure } from './figure.ts'
import { FOUR, fourMembers } from './four.ts'

/** Blocks before the first look: what an agent does once is done by then. */
const SETTLED = 60
/** Seconds of one look. */
const LOOK = 60

/** What agents take while there is nothing to do but to look at every block, and to checkpoint once a minute. */
export async function agent(runs: number): Promise<Figure[]> {
  const network = await fourMembers()
  const looks: { readonly megabytes: number; readonly core: number }[] = []
  try {
    await network.rehearse()
    const rpcs = await Promise.all(FOUR.map((member) => network.rpcOf(member)))
    await secondsUntil(async () => (await heightAt(rpcs)) >= SETTLED, SETTLED * 10)
    for (let run = 0; run < runs; run += 1)
      looks.push(...(await Promise.all(FOUR.map((member) => frugality(network.agentOf(member), LOOK)))))
  } finally {
    await network.end()
  }
  return [
    { what: 'resident memory of an agent', unit: 'MB', runs: looks.map(({ megabytes }) => megabytes), aim: 150 },
    { what: `its share of one core, over ${LOOK} s`, unit: '%', runs: looks.map(({ core }) => 100 * core) },
  ]
}
