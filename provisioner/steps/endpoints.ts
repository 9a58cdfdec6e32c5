import { mkdir, readFile } from 'node:fs/promises'
import type { Endpoints } from '../../network/ceremony/endpoints.ts'
import { documentText } from '../founding/publish.ts'
import { replace } from '../home/atomic-file.ts'
import { homePaths } from '../home/home.ts'
import type { Step } from './step.ts'

/** Keeps where the other members' nodes are reached: the newest record of each that was given. */
export const endpoints: Step = {
  async plan({ home, nodes }) {
    const planned = await Promise.all(
      (nodes?.records ?? []).map(async (record) => {
        const kept = await readFile(homePaths.peer(home.dir, record.member), 'utf8').catch(() => undefined)
        if (kept === documentText(record)) return []
        const why = kept === undefined ? 'its nodes are not known yet' : 'a newer record was given'
        return [{ kind: 'endpoints' as const, subject: record.member, why }]
      }),
    )
    return planned.flat()
  },
  async run({ home, nodes }, subject) {
    const record: Endpoints | undefined = nodes?.records.find(({ member }) => member === subject)
    await mkdir(homePaths.peers(home.dir), { recursive: true, mode: 0o700 })
    await replace(homePaths.peer(home.dir, subject), documentText(record), { mode: 0o644 })
  },
}
