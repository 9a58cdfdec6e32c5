import type { Environment } from '../../environment.ts'
import { demoFolder } from '../../rehearsal/demo-folder.ts'
import { tell } from '../../rehearsal/story.ts'
import type { Answer } from '../command.ts'
import type { Input } from '../input.ts'

/** The whole story on this machine, by the same commands that anyone can type. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  // QUORATE_HOME is where a member's own home is: only who names a folder here means this one.
  const folder = await demoFolder(input.text('home') === undefined ? undefined : env.home)
  const { root } = folder
  const keep = input.flag('keep')
  const story = await tell(env, root, keep)
  if (!keep) await folder.remove()
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
