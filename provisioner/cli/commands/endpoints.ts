import { resolve } from 'node:path'
import {
  type Endpoints,
  type EndpointsBody,
  endpointsBody,
  endpointsSchema,
  endpointsTypedData,
} from '../../../network/ceremony/endpoints.ts'
import { isoOf } from '../../../network/fields.ts'
import { mutableTypes } from '../../../network/typed-data.ts'
import type { Environment } from '../../environment.ts'
import { documentText } from '../../founding/publish.ts'
import { readDocument } from '../../founding/read.ts'
import { replace } from '../../home/atomic-file.ts'
import { exists } from '../../home/exists.ts'
import { type Home, homePaths } from '../../home/home.ts'
import { openHome } from '../../home/open-home.ts'
import { unlock } from '../../home/unlock.ts'
import { whenHomeIsFree } from '../../home/when-free.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** Where the member's nodes are reached now. Every change is a new record with the next serial, signed by its agent. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const home = await openHome(env.home)
  const changes = input.list('set').map((text) => placeOf(text, home))
  const record = await whenHomeIsFree(env, home.dir, () =>
    changes.length === 0 ? kept(home) : renewed(home, changes, env),
  )
  const out = input.text('out')
  // The record is meant to be replaced by later ones, so an older file makes way.
  if (out !== undefined) await replace(resolve(env.cwd, out), documentText(record), { mode: 0o644 })
  const places = record.nodes.map(({ name, host, port }) => `  ${name.padEnd(24)} ${host}:${port}`)
  return { json: record, text: [`Endpoints of ${record.member}, serial ${record.serial}`, ...places], good: true }
}

type Place = EndpointsBody['nodes'][number]

async function kept(home: Home): Promise<Endpoints> {
  if (await exists(homePaths.endpoints(home.dir))) return readDocument(endpointsSchema, homePaths.endpoints(home.dir))
  const nodes = home.record.nodes.map(({ name }) => name).join(', ')
  throw usage(`No endpoint is set yet. Set one for each of ${nodes} with --set NODE=HOST:PORT.`)
}

async function renewed(home: Home, changes: readonly Place[], env: Environment): Promise<Endpoints> {
  const file = homePaths.endpoints(home.dir)
  const before = (await exists(file)) ? await readDocument(endpointsSchema, file) : undefined
  const places = new Map([...(before?.nodes ?? []), ...changes].map((place) => [place.name, place]))
  const { member, chainId, consortium } = home.record
  const body: EndpointsBody = {
    format: 'quorate/endpoints/1',
    member,
    chainId,
    consortium: consortium.digest,
    serial: (before?.serial ?? 0) + 1,
    issuedAt: isoOf(env.now()),
    nodes: [...places.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
  const data = endpointsTypedData(body)
  const agent = (await unlock(home, env)).of('agent')
  const record = { ...body, signature: await agent.signTypedData(data.domain, mutableTypes(data), data.message) }
  await replace(file, documentText(record), { mode: 0o644 })
  return record
}

function placeOf(text: string, home: Home): Place {
  const [, name = '', host = '', port = ''] = /^([^=]+)=(?:\[?)(.+?)(?:\]?):(\d{1,5})$/.exec(text) ?? []
  const parsed = endpointsBody.shape.nodes.element.safeParse({ name, host, port: Number(port) })
  if (!parsed.success) throw usage(`--set is "${text}"; NODE=HOST:PORT was expected.`)
  if (home.record.nodes.some((node) => node.name === name)) return parsed.data
  const nodes = home.record.nodes.map((node) => node.name).join(', ')
  throw usage(`${home.record.member} has no node ${name}; it has ${nodes}.`)
}
