import { answer } from '../../../test/e2e/cli.ts'
import { Joiner } from '../../../test/live/joiner.ts'
import type { LiveNetwork } from '../../../test/live/live-network.ts'
import { call, heightAt, secondsUntil } from './chain.ts'
import type { Figure } from './figure.ts'
import { FOUR, fourQuickVoters } from './four.ts'
import { type Joined, joinFigures } from './join-figures.ts'

const MOST = 600
/** Seconds of a vote: four commands on two cores have to fit in. */
const PERIOD = 30

/**
 * A fifth member whose node and agent run already and are let in by nobody: from the last vote for it to a block that is
 * made by validators with its node among them, synced from block 0. It is removed again, and the next one comes.
 */
export async function joining(runs: number, blocks: number): Promise<Figure[]> {
  const network = await fourQuickVoters(PERIOD)
  const joins: Joined[] = []
  try {
    await network.rehearse()
    const rpcs = await Promise.all(FOUR.map((member) => network.rpcOf(member)))
    await secondsUntil(async () => (await heightAt(rpcs)) >= blocks, blocks * 4 + MOST)
    for (let run = 0; run < runs; run += 1) joins.push(await joined(network, run, rpcs))
  } finally {
    await network.end()
  }
  return joinFigures(joins, { blocks, period: PERIOD })
}

async function joined(network: LiveNetwork, run: number, rpcs: readonly string[]): Promise<Joined> {
  const joiner = await Joiner.of(network, `hospital-new-${run}`, { from: FOUR[0], port: 8650 + 10 * run })
  try {
    await secondsUntil(async () => (await heightAt([joiner.rpc])) >= 0, MOST)
    const before = await validators(rpcs)
    const short = await network.voteFor(FOUR, 'admit', joiner.card)
    const voted = await secondsUntil(async () => (await validators(rpcs)).length > before.length, MOST)
    const now = Date.now()
    const { deadline } = await answer<{ deadline: string }>(['show', short], network.as(FOUR[0]))
    const settled = await heightAt(rpcs)
    await secondsUntil(async () => (await heightAt(rpcs)) >= settled + 5, MOST)
    const left = await removed(network, joiner.name)
    return { voted, ended: (now - Date.parse(deadline)) / 1000, left }
  } finally {
    await joiner.end()
  }
}

/**
 * Wholly, or its vote would be missing in its chamber's next quorum.
 *
 * @returns seconds from the first command to the end of the last.
 */
async function removed(network: LiveNetwork, name: string): Promise<number> {
  const began = performance.now()
  await Promise.all(FOUR.map((member) => answer(['remove', name, '--wait'], network.as(member))))
  return (performance.now() - began) / 1000
}

function validators([rpc = '']: readonly string[]): Promise<string[]> {
  return call(rpc, 'qbft_getValidatorsByBlockNumber', ['latest'])
}
