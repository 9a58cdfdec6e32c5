import { allowListDiffs } from '../../network/agent/allow-lists.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { agentPermissions, besuNode } from '../besu-rpc/besu-node.ts'
import type { Tokens } from '../besu-rpc/jwt.ts'
import type { Location } from '../chain/location.ts'
import { networkOf } from '../doctor/collect.ts'
import { decidedAt, knownRecords } from '../doctor/contracts.ts'
import type { Environment } from '../environment.ts'
import { keptRecords } from '../founding/records.ts'
import { keptAmendments } from '../home/kept-amendments.ts'
import type { OwnNode } from './own-nodes.ts'

/** How a node's two allow lists differ from what was decided: enode URLs and addresses of accounts. */
export interface ListDrift {
  readonly lacks: readonly string[]
  readonly surplus: readonly string[]
}

interface Asking {
  readonly home: string
  readonly member: string
  readonly location: Location
  readonly env: Environment
  readonly token: Tokens
}

/**
 * By node name, of the own nodes that tell. Lists follow a chain that goes on: of a node whose head is old nothing is said,
 * since it knows old decisions.
 */
export async function readListDrift(own: readonly OwnNode[], asking: Asking): Promise<ReadonlyMap<string, ListDrift>> {
  const { home, member, location, env } = asking
  const now = env.now()
  const answering = own.flatMap(({ node, rpc, height }) =>
    rpc === null || height === null ? [] : [{ node, rpc, height }],
  )
  const [best] = answering.toSorted((a, b) => b.height - a.height)
  if (best === undefined) return new Map()
  const decided = await decidedAt({ rpc: best.rpc, lock: location.lock, member, now })
  if (decided === undefined) return new Map()
  const [kept, amendments] = await Promise.all([keptRecords(home), keptAmendments(home)])
  const given = { member, records: knownRecords(kept, decided) }
  const { headAgeSeconds } = networkOf(location, amendments, now)
  const told = answering.map(async ({ node, rpc }): Promise<[string, ListDrift][]> => {
    const facts = await factsOf(node, rpc, asking)
    if (facts === undefined || now - facts.head.time > headAgeSeconds) return []
    const { nodes, accounts } = allowListDiffs(facts, decided.registry, given)
    return [[node, { lacks: [...nodes.add, ...accounts.add], surplus: [...nodes.remove, ...accounts.remove] }]]
  })
  return new Map((await Promise.all(told)).flat())
}

/** Undefined where it does not tell: why, the doctor says. */
async function factsOf(node: string, rpc: string, { token }: Asking) {
  try {
    return await besuNode(node, rpc, () => token(agentPermissions)).facts()
  } catch (error) {
    if (!(error instanceof QuorateError)) throw error
    return undefined
  }
}
