import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { locate } from '../../chain/location.ts'
import type { Environment } from '../../environment.ts'
import { chainRuns } from '../../rehearsal/chains.ts'
import type { ChainName } from '../../rehearsal/folder.ts'
import { rehearse, type Stands } from '../../rehearsal/rehearse.ts'
import { takeDown } from '../../rehearsal/take-down.ts'
import { readStatus } from '../../status/status.ts'
import { statusText } from '../../status/status-text.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** How often is looked whether the chain was stopped by `down`, in milliseconds. */
const LOOK = 1_000

/** All members on this machine, each in a home of its own: the founding, and then the network. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const target = input.text('target') ?? 'embedded'
  if (target !== 'embedded' && target !== 'process')
    throw usage(`This release rehearses on the targets embedded and process; "${target}" was given.`)
  const root = env.home
  const spec = resolve(env.cwd, input.required('spec'))
  const stands = await rehearse(env, {
    root,
    spec,
    port: input.port('port'),
    target,
    agents: input.flag('agents'),
  })
  const status = await readStatus(await locate(root), root, env)
  const json = { ...status, ...stands }
  const text = [...statusText(status), '', ...placesText(root, stands)]
  if (input.flag('detach')) return { json, text, good: true }
  for (const line of text) env.line(line)
  await untilStopped(env, root, target === 'embedded' ? 'consortium' : 'public')
  return {
    json,
    text: ['Stopped. The homes and the founding are kept; run it again and the same network stands.'],
    good: true,
  }
}

function placesText(root: string, { rpc, publicRpc }: Stands): string[] {
  return [
    `  rpc         ${rpc.join(', ')}`,
    `  public rpc  ${publicRpc}`,
    `  homes       ${root}/homes`,
    `Next: quorate status --home ${root}; quorate down --home ${root}`,
  ]
}

async function untilStopped(env: Environment, root: string, chain: ChainName): Promise<void> {
  env.progress('Ctrl-C stops it')
  while (!env.signal.aborted && (await chainRuns(root, chain))) {
    await setTimeout(LOOK, undefined, { signal: env.signal }).catch(() => undefined)
  }
  await takeDown(env, root)
}
