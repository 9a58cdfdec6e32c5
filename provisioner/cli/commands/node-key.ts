import { dirname, resolve } from 'node:path'
import { QuorateError } from '../../../network/quorate-error.ts'
import { twinGuard } from '../../backup/twin-guard.ts'
import type { Environment } from '../../environment.ts'
import { writeNew } from '../../home/atomic-file.ts'
import { type Home, homePaths } from '../../home/home.ts'
import { inMemory } from '../../home/in-memory.ts'
import { openHome } from '../../home/open-home.ts'
import { unlock } from '../../home/unlock.ts'
import { whenHomeIsFree } from '../../home/when-free.ts'
import { openJournal } from '../../journal/journal.ts'
import { refuseStanding } from '../../maintenance/stand-once.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/**
 * Writes the private key of one own node into a file in memory, for who hands it to the node by other means. Never to a
 * disk, a terminal or in the place of anything else.
 */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const home = await openHome(env.home)
  const node = input.argument(0)
  const file = resolve(env.cwd, input.required('out'))
  refuseOther(home, node)
  if (!(await inMemory(dirname(file)))) throw onDisk(file)
  await twinGuard(home.dir)
  await refuseStanding(home.dir)
  const signers = await unlock(home, env)
  await whenHomeIsFree(env, home.dir, async () => {
    const journal = await openJournal(homePaths.journal(home.dir), () => env.now() * 1000)
    try {
      await journal.append({ event: 'node-key.handed-out', node })
      await writeNew(file, signers.nodeKey(node), { mode: 0o400 })
    } finally {
      await journal.close()
    }
  })
  const text = [
    `The key of ${node} is in ${file}.`,
    'Whoever has it can seal blocks as this node: remove the file once it is handed over.',
  ]
  return { json: { node, file }, text, good: true }
}

function refuseOther({ record }: Home, node: string): void {
  if (record.nodes.some(({ name }) => name === node)) return
  throw new QuorateError('NODE_UNKNOWN', `${record.member} has no node ${node}.`, {
    facts: { node, nodes: record.nodes.map(({ name }) => name) },
    remedy: 'Name one of its own nodes.',
  })
}

function onDisk(file: string): QuorateError {
  return new QuorateError('KEY_PLACE_ABSENT', `${file} is in no memory, and a node's key goes on no disk.`, {
    facts: { file },
    remedy: 'Name a file on a tmpfs; Linux has one at /dev/shm.',
  })
}
