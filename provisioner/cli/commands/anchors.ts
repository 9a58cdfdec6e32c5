import { readStandings, type Standings } from '../../anchors/standing.ts'
import { locate } from '../../chain/location.ts'
import type { Environment } from '../../environment.ts'
import { homePaths } from '../../home/home.ts'
import { readJournal } from '../../journal/read-journal.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'
import { failures } from '../on-chains.ts'

/** How many of a chain's newest checkpoints are listed where nothing else is said. */
const NEWEST = 10

/**
 * The newest checkpoints of this network on each public chain, and whether that chain calls them final; those on their way,
 * by this home's journal; and how old the last one is.
 */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const location = await locate(env.home)
  const { lines: journal } = await readJournal(homePaths.journal(env.home))
  const most = input.flag('all') ? Number.POSITIVE_INFINITY : (input.whole('last') ?? NEWEST)
  const { anchors, chains, outcomes } = await readStandings(location, { journal, most })
  const { json: failed, text } = failures(outcomes)
  return {
    json: { anchors, chains, failed },
    text: [...chains.flatMap((standing) => inWords(standing, anchors)), ...text],
    good: failed.length === 0 && chains.every(({ overdue }) => !overdue),
  }
}

function inWords(
  { chain, sequence, ageSeconds, overdue }: Standings['chains'][number],
  anchors: Standings['anchors'],
): string[] {
  const last = sequence === 0 ? 'no checkpoint yet' : `checkpoint ${sequence}, ${Math.round(ageSeconds / 60)} min ago`
  return [
    `${chain}: ${last}${overdue ? ', overdue' : ''}`,
    ...anchors
      .filter((one) => one.chain === chain)
      .map((one) => `  ${one.sequence}  ${one.state.padEnd(10)} ${one.transaction}`),
  ]
}
