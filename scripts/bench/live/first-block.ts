import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { answer } from '../../../test/e2e/cli.ts'
import type { LiveNetwork } from '../../../test/live/live-network.ts'
import { byHand } from './by-hand.ts'
import { heightAt, secondsUntil } from './chain.ts'
import type { Figure } from './figure.ts'
import { firstBlockFigures } from './first-block-figures.ts'
import { FOUR, fourMembers } from './four.ts'

/** How long a network may take to begin, in seconds. */
const MOST = 600

/**
 * From the command to the first block, against the same Besu on the same four configurations started by hand. Twice: with
 * everything that comes before (keys, cards, founding, approvals, lock, homes), and of a network that was founded already.
 */
export async function firstBlock(): Promise<Figure[]> {
  const network = await fourMembers()
  try {
    const fresh = await begins(network)
    const configured = await byHand(network, FOUR)
    await answer(['down', '--home', network.root])
    await eraseChain(network)
    const founded = await begins(network)
    await answer(['down', '--home', network.root])
    const hand = await configured.firstBlock()
    return firstBlockFigures({ hand, founded, fresh })
  } finally {
    await network.end()
  }
}

async function begins(network: LiveNetwork): Promise<number> {
  const played = network.rehearse()
  const first = secondsUntil(async () => (await heightAt(await rpcs(network))) >= 1, MOST)
  const [seconds] = await Promise.all([first, played])
  return seconds
}

/** As soon as it is known where they are to answer. */
async function rpcs(network: LiveNetwork): Promise<string[]> {
  return Promise.all(FOUR.map((member) => network.plannedRpc(member)))
}

async function eraseChain(network: LiveNetwork): Promise<void> {
  for (const member of FOUR) await rm(join(network.nodeFolder(member), 'data'), { recursive: true, force: true })
}
