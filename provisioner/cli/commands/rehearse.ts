import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { QuorateError } from '../../../network/quorate-error.ts'
import { locate } from '../../chain/location.ts'
import type { Environment } from '../../environment.ts'
import { exists } from '../../home/exists.ts'
import { homePaths } from '../../home/home.ts'
import { stopChain } from '../../rehearsal/chains.ts'
import { rehearse } from '../../rehearsal/rehearse.ts'
import { readStatus } from '../../status/status.ts'
import { statusText } from '../../status/status-text.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** All members on this machine, each in a home of its own: the founding, and then the network. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const target = input.text('target') ?? 'embedded'
  if (target !== 'embedded') throw usage(`This release rehearses on the target embedded; "${target}" was given.`)
  const root = env.home
  await refuseHome(root)
  await mkdir(root, { recursive: true, mode: 0o700 })
  const stands = await rehearse(env, {
    root,
    spec: resolve(env.cwd, input.required('spec')),
    port: input.whole('port') ?? 0,
  })
  const status = await readStatus(await locate(root), env.now())
  if (!input.flag('detach')) await untilStopped(env, root, stands.rpc[0] ?? '')
  return {
    json: { ...status, ...stands },
    text: [
      ...statusText(status),
      '',
      ...(input.flag('detach')
        ? [
            `  rpc       ${stands.rpc[0]}`,
            `  homes     ${root}/homes`,
            `Next: quorate status --home ${root}; quorate down --home ${root}`,
          ]
        : ['Stopped. The homes and the founding are kept; run it again and the same network stands.']),
    ],
    good: true,
  }
}

async function untilStopped(env: Environment, root: string, rpc: string): Promise<void> {
  env.progress(`the network stands at ${rpc}; Ctrl-C stops it`)
  if (!env.signal.aborted) await once(env.signal, 'abort')
  await stopChain(root, 'consortium')
  await stopChain(root, 'public')
}

/** A rehearsal plays all members; a home is one member's. */
async function refuseHome(root: string): Promise<void> {
  if (!(await exists(homePaths.record(root)))) return
  throw new QuorateError('HOME_EXISTS', `${root} is the home of one member; a rehearsal needs a folder of its own.`, {
    facts: { home: root },
    remedy: 'Choose another --home.',
  })
}
