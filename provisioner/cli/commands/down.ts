import { rm } from 'node:fs/promises'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Environment } from '../../environment.ts'
import { readLock } from '../../founding/read.ts'
import { exists } from '../../home/exists.ts'
import { homePaths } from '../../home/home.ts'
import { stopChain } from '../../rehearsal/chains.ts'
import { rehearsalPaths } from '../../rehearsal/folder.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** Stops what a rehearsal started. `--erase` removes the rehearsal as well, homes and all. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const root = env.home
  await refuseOtherFolder(root)
  const stopped: string[] = []
  for (const name of ['consortium', 'public'] as const) if (await stopChain(root, name)) stopped.push(name)
  const erased = input.flag('erase')
  if (erased) await rm(root, { recursive: true, force: true })
  const text = stopped.length === 0 ? ['Nothing was running.'] : stopped.map((name) => `Stopped the ${name} chain.`)
  if (erased) text.push(`Erased the rehearsal in ${root}.`)
  return { json: { stopped, erased }, text, good: true }
}

/** Only a rehearsal may be erased: a member's home never is, whatever it is asked. */
async function refuseOtherFolder(root: string): Promise<void> {
  const lock = rehearsalPaths.lock(root)
  const isHome = await exists(homePaths.record(root))
  const isRehearsal =
    (await exists(rehearsalPaths.spec(root))) && (!(await exists(lock)) || (await readLock(lock)).founding.rehearsal)
  if (isRehearsal && !isHome) return
  throw new QuorateError('REHEARSAL_ABSENT', `${root} holds no rehearsal.`, {
    facts: { folder: root },
    remedy: 'Name the folder that `quorate rehearse` was given with --home. A member’s home is never taken down here.',
  })
}
