import { rm } from 'node:fs/promises'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Environment } from '../../environment.ts'
import { exists } from '../../home/exists.ts'
import { stopChains } from '../../rehearsal/chains.ts'
import { rehearsalPaths } from '../../rehearsal/folder.ts'
import { withRehearsalLock } from '../../rehearsal/rehearsal-lock.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** Stops what a rehearsal started. `--erase` removes the rehearsal as well, homes and all. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const root = env.home
  await refuseOtherFolder(root)
  const erased = input.flag('erase')
  const stopped = await withRehearsalLock(root, async () => {
    const names = await stopChains(root)
    if (erased) await rm(root, { recursive: true, force: true })
    return names
  })
  const text = stopped.length === 0 ? ['Nothing was running.'] : stopped.map((name) => `Stopped the ${name} chain.`)
  if (erased) text.push(`Erased the rehearsal in ${root}.`)
  return { json: { stopped, erased }, text, good: true }
}

/** Only a folder that a rehearsal began as its own may be erased: a member's home never is, whatever it is asked. */
async function refuseOtherFolder(root: string): Promise<void> {
  if (await exists(rehearsalPaths.lockFile(root))) return
  throw new QuorateError('REHEARSAL_ABSENT', `${root} holds no rehearsal.`, {
    facts: { folder: root },
    remedy: 'Name the folder that `quorate rehearse` was given with --home. A member’s home is never taken down here.',
  })
}
