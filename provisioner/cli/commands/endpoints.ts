import { resolve } from 'node:path'
import type { Endpoints } from '../../../network/ceremony/endpoints.ts'
import type { Environment } from '../../environment.ts'
import { documentText, publishAgain } from '../../founding/publish.ts'
import { keptEndpoints, renewEndpoints } from '../../founding/renew-endpoints.ts'
import type { Home } from '../../home/home.ts'
import { keysWhereNeeded } from '../../home/keys-where-needed.ts'
import { openHome } from '../../home/open-home.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'
import { placeOf } from '../places.ts'

/** Where the member's nodes are reached now. Every change is a new record with a higher serial, signed by its agent. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const home = await openHome(env.home)
  const changes = input.list('set').map((text) => placeOf(text, home))
  const record = await keysWhereNeeded(env, home, async (open) => {
    const agent = async () => (await open()).of('agent')
    return changes.length === 0 ? kept(home) : renewEndpoints(home, changes, { agent, now: env.now() })
  })
  const out = input.text('out')
  // The record is meant to be replaced by later ones, so an older file makes way.
  if (out !== undefined) await publishAgain(resolve(env.cwd, out), documentText(record))
  const places = record.nodes.map(({ name, host, port }) => `  ${name.padEnd(24)} ${host}:${port}`)
  return { json: record, text: [`Endpoints of ${record.member}, serial ${record.serial}`, ...places], good: true }
}

async function kept(home: Home): Promise<Endpoints> {
  const record = await keptEndpoints(home)
  if (record !== undefined) return record
  const nodes = home.record.nodes.map(({ name }) => name).join(', ')
  throw usage(`No endpoint is set yet. Set one for each of ${nodes} with --set NODE=ADDRESS:PORT.`)
}
