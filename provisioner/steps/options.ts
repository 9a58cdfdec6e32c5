import { readFile } from 'node:fs/promises'
import { DEFAULT_RELEASE } from '../../network/besu/releases.ts'
import { parseMemberOptions } from '../../network/consortium/member-options/parse-member-options.ts'
import { replace } from '../home/atomic-file.ts'
import { homePaths } from '../home/home.ts'
import { refuseUpgrade } from '../maintenance/upgrade-plan.ts'
import type { Step, WantedNodes } from './step.ts'

/** Keeps member.yaml in the home, so that every later command runs the nodes as this one did. */
export const options: Step = {
  async plan({ home, nodes, options: given }) {
    const text = nodes?.options ?? given
    if (text === undefined) return []
    const kept = await readFile(homePaths.options(home.dir), 'utf8').catch(() => undefined)
    if (kept === text) return []
    if (kept !== undefined && nodes !== undefined) await refuseOlderBesu(kept, text, nodes)
    const why = kept === undefined ? 'this home keeps no options of its member yet' : 'other options were given'
    return [{ kind: 'options', subject: 'member.yaml', why }]
  },
  async run({ home, nodes, options: given }) {
    await replace(homePaths.options(home.dir), nodes?.options ?? given ?? '', { mode: 0o600 })
  },
}

/** Besu refuses the data of a newer release, but only once the node is down. @throws QuorateError UPGRADE_REFUSED */
async function refuseOlderBesu(kept: string, wanted: string, { target }: WantedNodes): Promise<void> {
  const [from, to] = [versionIn(kept), versionIn(wanted)]
  if (from === to || from === undefined || to === undefined) return
  const stands = target === undefined || (await target.observe()).length > 0
  if (stands) refuseUpgrade({ from, to }, undefined)
}

function versionIn(text: string): string | undefined {
  const reading = parseMemberOptions(text, 'member.yaml')
  return reading.ok ? (reading.options.besu.version ?? DEFAULT_RELEASE) : undefined
}
