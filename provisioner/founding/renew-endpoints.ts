import { getAddress } from 'ethers'
import { checkEndpoints } from '../../network/ceremony/check-endpoints.ts'
import {
  type Endpoints,
  type EndpointsBody,
  endpointsSchema,
  endpointsTypedData,
} from '../../network/ceremony/endpoints.ts'
import { isoOf } from '../../network/fields.ts'
import { mutableTypes } from '../../network/typed-data.ts'
import { replace } from '../home/atomic-file.ts'
import { exists } from '../home/exists.ts'
import { type Home, homePaths } from '../home/home.ts'
import type { Signer } from '../signers/signer.ts'
import { documentText } from './publish.ts'
import { readDocument } from './read.ts'

type Place = EndpointsBody['nodes'][number]

/** The record that this home keeps; undefined before the first. */
export async function keptEndpoints({ dir }: Home): Promise<Endpoints | undefined> {
  const file = homePaths.endpoints(dir)
  return (await exists(file)) ? readDocument(endpointsSchema, file) : undefined
}

/**
 * Takes changed places into the member's record, under a higher serial: the time, so that a home that came back from an older backup
 * is above all that was announced since. What is kept already makes no new record.
 */
export async function renewEndpoints(
  home: Home,
  changes: readonly Place[],
  { agent, now }: { readonly agent: () => Promise<Signer>; readonly now: number },
): Promise<Endpoints> {
  const before = await keptEndpoints(home)
  if (before !== undefined && isBySamePlaces(before, changes) && isByPresentAgent(before, home)) return before
  const places = new Map([...(before?.nodes ?? []), ...changes].map((place) => [place.name, place]))
  const { member, chainId, consortium } = home.record
  const body: EndpointsBody = {
    format: 'quorate/endpoints/1',
    member,
    chainId,
    consortium: consortium.digest,
    serial: Math.max((before?.serial ?? 0) + 1, now),
    issuedAt: isoOf(now),
    nodes: [...places.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
  const data = endpointsTypedData(body)
  const signer = await agent()
  const record = { ...body, signature: await signer.signTypedData(data.domain, mutableTypes(data), data.message) }
  await replace(homePaths.endpoints(home.dir), documentText(record), { mode: 0o644 })
  return record
}

function isBySamePlaces({ nodes }: Endpoints, changes: readonly Place[]): boolean {
  return changes.every((place) => nodes.some((one) => samePlace(one, place)))
}

/** A record that a replaced key has signed counts for nothing. */
function isByPresentAgent(record: Endpoints, { record: { keys } }: Home): boolean {
  const agent = keys.find(({ role }) => role === 'agent')?.address
  return agent !== undefined && checkEndpoints(record, '', getAddress(agent)).length === 0
}

function samePlace(one: Place, other: Place): boolean {
  return one.name === other.name && one.host === other.host && one.port === other.port
}

/** Where the record of a card's member lies when both are handed over together: `acme.json`, `acme.endpoints.json`. */
export function besideCard(card: string): string {
  return card.replace(/(\.json)?$/, '.endpoints.json')
}
