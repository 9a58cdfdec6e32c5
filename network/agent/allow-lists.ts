import { enodeUrl, parseEnode } from '../besu/enode.ts'
import { accountListDiff, allowListDiff, type ListDiff } from '../besu/permissions.ts'
import type { Endpoints } from '../ceremony/endpoints.ts'
import type { Hex } from '../hex.ts'
import type { NodeFacts } from './node-facts.ts'
import { type Registry, registeredNodes } from './registry.ts'

export interface ListDiffs {
  readonly nodes: ListDiff
  readonly accounts: ListDiff
  /** What the list of nodes has to hold. */
  readonly wanted: readonly string[]
}

/** What one own node's two allow lists lack, and what they have too much. */
export function allowListDiffs(
  facts: NodeFacts,
  registry: Registry,
  given: { readonly member: string; readonly records: ReadonlyMap<string, Endpoints> },
): ListDiffs {
  const found = facts.allowedNodes
  const nodes = registeredNodes(registry)
  const own = new Set([facts.publicKey, ...nodes.filter(({ member }) => member === given.member).map(keyOf)])
  const wanted = nodes
    .filter(({ state, address }) => (state !== 'retired' && state !== 'unknown') || facts.validators.includes(address))
    .flatMap((node) => placesOf(node, given.records, found))
  const ownListed = found.filter((url) => own.has(parseEnode(url)?.publicKey ?? '0x'))
  return {
    nodes: allowListDiff(wanted, found, ownListed),
    accounts: accountDiff(facts, registry, given.member),
    wanted,
  }
}

interface Placed {
  readonly member: string
  readonly name: string
  readonly publicKey: Hex
}

const keyOf = ({ publicKey }: { readonly publicKey: Hex }): Hex => publicKey

/**
 * Where a node is to be let in from: by its member's newest record; as it is listed, where there is none, since lists
 * are seeded from records that no chain had seen. A retired validator stays until it is voted out: without it the
 * others would lack a vote, and lose its every turn.
 */
function placesOf(
  { member, name, publicKey }: Placed,
  records: ReadonlyMap<string, Endpoints>,
  found: readonly string[],
): string[] {
  const listed = found.filter((url) => parseEnode(url)?.publicKey === publicKey)
  const place = records.get(member)?.nodes.find((one) => one.name === name)
  if (place === undefined) return listed
  return [enodeUrl({ publicKey, host: place.host, port: place.port })]
}

function accountDiff({ allowedAccounts }: NodeFacts, { members }: Registry, member: string): ListDiff {
  const counted = members.filter(({ status }) => status === 'active')
  const wanted = counted.flatMap(({ officer, agent }) => [officer, agent])
  const { add, remove } = accountListDiff(wanted, allowedAccounts)
  // One's own keys stay whatever was decided: a member may always try, and the contracts answer.
  const mine = members.filter(({ name }) => name === member).flatMap(({ officer, agent }) => [officer, agent])
  return { add, remove: remove.filter((account) => !mine.some((own) => own === account)) }
}
