import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type ImageByDigest, imageByDigest } from '../../../network/besu/image-by-digest.ts'
import { knownVersions } from '../../../network/besu/releases.ts'
import { locate } from '../../chain/location.ts'
import type { Environment } from '../../environment.ts'
import { chainRuns } from '../../rehearsal/chains.ts'
import type { ChainName } from '../../rehearsal/folder.ts'
import { foundForCompose, type RehearsalTarget, rehearse, type Stands } from '../../rehearsal/rehearse.ts'
import { takeDown } from '../../rehearsal/take-down.ts'
import { readStatus } from '../../status/status.ts'
import { statusText } from '../../status/status-text.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** How often is looked whether the chain was stopped by `down`, in milliseconds. */
const LOOK = 1_000

/** All members on this machine, each in a home of its own: the founding, and then the network. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const root = env.home
  const spec = resolve(env.cwd, input.required('spec'))
  if (input.text('target') === 'compose') {
    const volumes = resolve(env.cwd, input.required('volumes'))
    const members = await foundForCompose(env, { root, spec, volumes })
    return {
      json: { members, volumes },
      text: [`Founded. ${members.length} members have their parts in ${volumes}.`],
      good: true,
    }
  }
  const target = targetOf(input)
  const stands = await rehearse(env, {
    root,
    spec,
    port: input.port('port'),
    target,
    options: target === 'kubernetes' ? resolve(env.cwd, input.required('options')) : undefined,
    host: input.text('host'),
    agents: input.flag('agents'),
    version: versionOf(input),
    image: imageOf(input, env),
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

function targetOf(input: Input): RehearsalTarget {
  const given = input.text('target') ?? 'embedded'
  const found = (['embedded', 'process', 'docker', 'kubernetes'] as const).find((target) => target === given)
  if (found !== undefined) return found
  throw usage(`A rehearsal plays on the targets embedded, process, docker and kubernetes; "${given}" was given.`)
}

function versionOf(input: Input): string | undefined {
  const given = input.text('besuVersion')
  if (given === undefined || knownVersions.includes(given)) return given
  throw usage(`--besu-version is "${given}"; one of ${knownVersions.join(', ')} was expected.`)
}

/** By digest alone, here too: what a rehearsal shows is shown of this image. */
function imageOf(input: Input, { variables }: Environment): ImageByDigest | undefined {
  const given = input.text('besuImage') ?? variables['QUORATE_BESU_IMAGE']
  if (given === undefined || given === '') return undefined
  const image = imageByDigest(given)
  if (image !== undefined) return image
  throw usage(`--besu-image is "${given}"; NAME@sha256: and 64 hex digits were expected.`)
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
