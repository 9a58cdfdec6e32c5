import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LiveNetwork } from '../../../test/live/live-network.ts'

export const FOUR = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const

const spec = fileURLToPath(new URL('../../../test/live/four-live.yaml', import.meta.url))

/** One-second blocks, rounds that begin with two seconds. */
export function fourMembers(): Promise<LiveNetwork> {
  return LiveNetwork.in(spec)
}

/** The same, with a vote that is over soon after the last ballot: what is left of a voting period is nobody's work. */
export async function fourQuickVoters(period: number): Promise<LiveNetwork> {
  const text = await readFile(spec, 'utf8')
  const quick = text
    .replace('votingDelay: 5s', 'votingDelay: 1s')
    .replace('votingPeriod: 40s', `votingPeriod: ${period}s`)
    .replace('timelock: 5s', 'timelock: 1s')
  const file = join(await mkdtemp(join(tmpdir(), 'quorate-bench-')), 'four-quick.yaml')
  await writeFile(file, quick)
  return LiveNetwork.in(file)
}
