import type { ExaminedNode, Facts, NetworkFacts, Reach } from '../../network/doctor/facts.ts'
import { amendedGenesis, blockPeriodAt, headAgeSeconds } from '../../network/amendments/amended-genesis.ts'
import type { Amendment } from '../../network/amendments/amendment.ts'
import type { PlacedNode } from '../../network/besu/member-nodes.ts'
import { nodeAddress } from '../../network/ceremony/card.ts'
import { presentNodes } from '../../network/firewall/present-nodes.ts'
import { routesTo } from '../agent/routes.ts'
import type { Tokens } from '../besu-rpc/jwt.ts'
import type { NodesLocation } from '../chain/where-nodes-run.ts'
import type { Environment } from '../environment.ts'
import { keptAmendments } from '../home/kept-amendments.ts'
import { type Decided, decidedAt, knownRecords } from './contracts.ts'
import { type Described, described } from './described.ts'
import { exposed } from './exposed.ts'
import { configOf, disks, genesisConfigOf, memoryOf, staticNodesOf } from './machine.ts'
import { openAnswers } from './open-answers.ts'
import { ownAnswers } from './own-answers.ts'
import { type OwnPlace, type OwnPlaces, ownPlaces } from './own-places.ts'
import { reach } from './reach.ts'

/** Lines of a log that are looked at. */
const LINES = 600

export interface Asking {
  readonly home: string
  readonly member: string
  /** Own nodes whose keys an HSM keeps. */
  readonly tokens: readonly string[]
  readonly location: NodesLocation
  readonly list: string | undefined
  /** Undefined where nobody unlocked the home. */
  readonly token: Tokens | undefined
  readonly env: Environment
}

/** Learns all that can be learnt from here, at once; only reads, and what cannot be read is left open. */
export async function collectFacts(asking: Asking): Promise<Facts> {
  const { home, member, tokens, location, env } = asking
  const network = networkOf(location, await keptAmendments(home), env.now())
  const known = await described(home, { lock: location.lock, member, tokens, target: location.target })
  const own = await ownPlaces({ ...asking, described: known })
  const [nodes, open, space] = await Promise.all([
    Promise.all(own.places.map((place) => examined(place, { asking, network, known, own }))),
    asking.list === undefined && location.target !== 'kubernetes' ? exposedOf(known) : undefined,
    disks(home),
  ])
  const found = nodes.filter((node) => node !== undefined)
  const decided = await decidedOf(found, own, asking)
  const records = knownRecords(known.records.values(), decided)
  const present = presentNodes(known.nodes, { member, registry: decided?.registry, records })
  return {
    member,
    now: env.now(),
    network,
    foundingConfig: location.lock.founding.genesis.config,
    target: { kind: location.target, silence: own.silence },
    nodes: found,
    registry: decided?.registry,
    records,
    reach: await reaches(member, present),
    routes: await routesTo(placedOthers(member, present).map(({ host }) => host)),
    exposed: open,
    disks: space,
  }
}

/** @param amendments as the home keeps them; what is decided since is judged by what the contracts say. */
export function networkOf({ lock }: NodesLocation, amendments: readonly Amendment[], now: number): NetworkFacts {
  const { genesisHash, genesis } = lock.founding
  const amended = amendedGenesis(genesis, amendments)
  return {
    genesisHash,
    blockPeriod: blockPeriodAt(genesis, amendments, now),
    requestTimeout: amended.config.qbft.requesttimeoutseconds,
    epoch: amended.config.qbft.epochlength,
    headAgeSeconds: headAgeSeconds(amended),
  }
}

interface Around {
  readonly asking: Asking
  readonly network: NetworkFacts
  readonly known: Described
  readonly own: OwnPlaces
}

/** Undefined for what runs under a name that no card of the member has. */
async function examined(place: OwnPlace, around: Around): Promise<ExaminedNode | undefined> {
  const { asking, network, known, own } = around
  const { node, metrics, state, since } = place
  const card = known.nodes.find((one) => one.name === node && one.member === asking.member)
  if (card === undefined) return undefined
  const manifest = known.manifests?.find((one) => one.node === node)
  const [answers, log, config, genesisConfig, staticNodes, memory] = await Promise.all([
    answersOf(place, { asking, network }),
    own.target?.logs(node, LINES).catch(() => undefined),
    configOf(asking.home, node),
    genesisConfigOf(asking.home, node),
    staticNodesOf(asking.home, node),
    manifest === undefined || metrics === null ? undefined : memoryOf(metrics, manifest),
  ])
  return {
    node,
    duty: card.duty,
    address: nodeAddress(card.publicKey),
    state,
    since,
    ...answers,
    log,
    config,
    genesisConfig,
    staticNodes,
    memory,
  }
}

/** What it tells anybody, and then its own member. One that is silent at last is silent. */
async function answersOf({ node, rpc }: OwnPlace, { asking, network }: Pick<Around, 'asking' | 'network'>) {
  const none = { silence: undefined, open: undefined, own: undefined }
  if (rpc === null) return none
  const answer = await openAnswers(node, rpc, { network, now: () => asking.env.now() })
  if ('silence' in answer) return { ...none, ...answer }
  const own = asking.token === undefined ? undefined : await ownAnswers(node, rpc, asking.token)
  return own !== undefined && 'silence' in own ? { ...answer, ...own, own: undefined } : { ...none, ...answer, own }
}

function placedOthers(member: string, nodes: readonly PlacedNode[]) {
  return nodes.flatMap((node) =>
    node.place === undefined || node.member === member ? [] : [{ ...node, ...node.place }],
  )
}

function reaches(member: string, nodes: readonly PlacedNode[]): Promise<Reach[]> {
  return Promise.all(
    placedOthers(member, nodes).map(async ({ member, name: node, host, port }) => ({
      member,
      node,
      host,
      port,
      outcome: await reach(host, port),
    })),
  )
}

async function exposedOf({ manifests }: Described) {
  const listening = manifests?.flatMap(({ node, ports }) => [
    { what: `RPC of ${node}`, port: ports.rpc },
    { what: `metrics of ${node}`, port: ports.metrics },
  ])
  return listening && exposed(listening)
}

/** By the own node with the newest block of this network. */
async function decidedOf(
  nodes: readonly ExaminedNode[],
  { places }: OwnPlaces,
  asking: Asking,
): Promise<Decided | undefined> {
  const { genesisHash } = asking.location.lock.founding
  const best = nodes
    .filter(({ open }) => open?.head !== undefined && open.genesisHash === genesisHash)
    .toSorted((a, b) => (b.open?.head?.number ?? 0) - (a.open?.head?.number ?? 0))[0]
  const rpc = places.find(({ node }) => node === best?.node)?.rpc ?? undefined
  if (rpc === undefined) return undefined
  return decidedAt({ rpc, lock: asking.location.lock, member: asking.member, now: asking.env.now() })
}
