import { setTimeout } from 'node:timers/promises'
import { heightAt, secondsUntil } from './chain.ts'
import type { Figure } from './figure.ts'
import { FOUR, fourMembers } from './four.ts'

/** How long two of four are away, in seconds. */
const AWAY = 85
const MOST = 600

/**
 * Two of four are killed, away for 85 s, and started again by their members; from both back to the first block, by what
 * the agents and Besu do of themselves. All runs on one network.
 */
export async function heal(runs: number): Promise<Figure[]> {
  const network = await fourMembers()
  const seconds: number[] = []
  const restarts: number[] = []
  try {
    await network.rehearse()
    const rpcs = await Promise.all(FOUR.map((member) => network.rpcOf(member)))
    const grown = async (from: number, by: number) => (await heightAt(rpcs)) >= from + by
    for (let run = 0; run < runs; run += 1) {
      const from = await heightAt(rpcs)
      await secondsUntil(() => grown(from, 10), MOST)
      const [, , alpha, beta] = FOUR
      const stayed = FOUR.slice(0, 2).map((member) => network.pidOf(member))
      network.kill(alpha, beta)
      await setTimeout(AWAY * 1000)
      const still = await heightAt(rpcs)
      await Promise.all([alpha, beta].map((member) => network.apply(member)))
      seconds.push(await secondsUntil(() => grown(still, 1), MOST))
      restarts.push(FOUR.slice(0, 2).filter((member, i) => network.pidOf(member) !== stayed[i]).length)
    }
  } finally {
    await network.end()
  }
  return [
    {
      what: `two of four away for ${AWAY} s: both back to the first block, nobody does anything`,
      unit: 's',
      runs: seconds,
      aim: 90,
    },
    { what: 'validators that their agents restarted for it', unit: '', runs: restarts },
  ]
}
