import { readFile } from 'node:fs/promises'
import { replace } from '../home/atomic-file.ts'
import { homePaths } from '../home/home.ts'
import type { Step } from './step.ts'

/** Keeps member.yaml in the home, so that every later command runs the nodes as this one did. */
export const options: Step = {
  async plan({ home, nodes, options: given }) {
    const text = nodes?.options ?? given
    if (text === undefined) return []
    const kept = await readFile(homePaths.options(home.dir), 'utf8').catch(() => undefined)
    if (kept === text) return []
    const why = kept === undefined ? 'this home keeps no options of its member yet' : 'other options were given'
    return [{ kind: 'options', subject: 'member.yaml', why }]
  },
  async run({ home, nodes, options: given }) {
    await replace(homePaths.options(home.dir), nodes?.options ?? given ?? '', { mode: 0o600 })
  },
}
