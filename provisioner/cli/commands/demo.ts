import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '../../environment.ts'
import { tell } from '../../rehearsal/story.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** The whole story on this machine, by the same commands that anyone can type. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const root = await mkdtemp(join(tmpdir(), 'quorate-demo-'))
  const keep = input.flag('keep')
  const story = await tell(env, root, keep)
  if (!keep) await rm(root, { recursive: true, force: true })
  return { json: story, text: endings(root, keep), good: story.good }
}

function endings(root: string, keep: boolean): string[] {
  const spec = 'network/consortium/examples/six-members.yaml'
  return [
    '',
    'Where to look next:',
    ...(keep
      ? [
          `  quorate status --home ${root}            the network that still runs`,
          `  quorate down --erase --home ${root}      stop and remove it`,
        ]
      : [`  quorate rehearse --spec ${spec} --detach     the same network, to play with`]),
    '  network/consortium/examples/                the descriptions, commented',
    '  docs/architecture.md                        how it is built, and why',
    '  quorate --help                              every command',
  ]
}
