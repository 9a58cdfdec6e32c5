import { placeFindings } from '../agent/findings.ts'
import { registeredNodes } from '../agent/registry.ts'
import { routeFindings } from '../agent/routes.ts'
import { nodeAddress } from '../ceremony/card.ts'
import { parseEnode } from '../besu/enode.ts'
import { strangers } from '../besu/permissions.ts'
import { answersOf, type ExaminedNode, type Facts, type Reach } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'
import { nodeNames } from './names.ts'

/** Who should be connected and is not, with the reason as far as TCP tells it; and who is and should not be. */
export function peers(facts: Facts): DoctorFinding[] {
  const asked = facts.nodes.flatMap((node) => {
    const own = answersOf(node)
    return own === undefined ? [] : [{ node, own }]
  })
  return [
    ...unreachable(facts, new Set(asked.flatMap(({ own }) => own.facts.peers.map(({ address }) => address)))),
    ...facts.nodes.flatMap((node) => few(node)),
    ...asked.flatMap(({ node, own }) => [
      ...foreign(
        node.node,
        own.facts.peers.map(({ publicKey }) => publicKey),
        facts,
        own.facts.allowedNodes,
      ),
      ...places(facts, own.facts),
    ]),
  ]
}

const CODES = {
  refused: 'PEER_REFUSED',
  timeout: 'PEER_TIMEOUT',
  unreachable: 'PEER_TIMEOUT',
  name: 'PEER_TIMEOUT',
} as const

/** Without the list of peers, only what TCP tells; with it, connected nodes are left out and the shut-out ones told. */
function unreachable(facts: Facts, connected: ReadonlySet<string>): DoctorFinding[] {
  const asked = facts.nodes.some((node) => answersOf(node) !== undefined)
  const decided = facts.registry === undefined ? undefined : registeredNodes(facts.registry)
  return facts.reach
    .filter(({ member }) => member !== facts.member)
    .flatMap((place) => {
      const registered = decided?.find(({ name, member }) => name === place.node && member === place.member)
      if (registered?.state === 'retired' || (registered !== undefined && connected.has(registered.address))) return []
      if (place.outcome !== 'open') return [closed(place, place.outcome)]
      return asked && registered !== undefined ? [keptOut(place)] : []
    })
}

function closed({ member, node, host, port }: Reach, outcome: keyof typeof CODES): DoctorFinding {
  const reasons = {
    refused: `${host}:${port} refuses: nothing listens there.`,
    timeout: `${host}:${port} does not answer: packets are lost on the way.`,
    unreachable: `${host}:${port} cannot be reached from this machine.`,
    name: `${host} is no address.`,
  }
  return finding(CODES[outcome], node, { says: `${node} (${member}): ${reasons[outcome]}` })
}

function keptOut({ member, node, host, port }: Reach): DoctorFinding {
  return finding('PEER_KEPT_OUT', node, {
    says: `${node} (${member}) is not connected, though ${host}:${port} takes connections.`,
  })
}

/** Where nobody could ask for the list, only its length is known. */
function few(node: ExaminedNode): DoctorFinding[] {
  const { open } = node
  if (answersOf(node) !== undefined || open?.peers === undefined || open.validators === undefined) return []
  const expected = open.validators.filter((validator) => validator !== node.address).length
  if (open.peers >= expected) return []
  return [
    finding('PEERS_FEW', node.node, {
      says: `${node.node} has ${open.peers} peers; ${expected} other nodes validate.`,
    }),
  ]
}

function foreign(
  node: string,
  connected: readonly string[],
  facts: Facts,
  allowed: readonly string[],
): DoctorFinding[] {
  const decided = facts.registry === undefined ? [] : registeredNodes(facts.registry).map(({ publicKey }) => publicKey)
  const listed = [...allowed, ...decided.map((key) => `enode://${key.slice(2)}@127.0.0.1:1`)]
  const name = nodeNames(facts)
  return strangers(connected, listed).map((id) => {
    const address = nodeAddress(`0x${id.replace(/^0x/, '')}`)
    return finding('PEER_STRANGER', name(address), { says: `${node} is connected to ${address}, whom nobody listed.` })
  })
}

function places(facts: Facts, own: Parameters<typeof placeFindings>[0]): DoctorFinding[] {
  if (facts.registry === undefined) return []
  return placeFindings(own, facts.registry, facts.records).map(({ code, subject, says }) =>
    finding(code === 'ENDPOINT_DRIFT' ? 'ENDPOINT_MOVED' : 'ENDPOINT_UNSAID', subject, { says }),
  )
}

/** What others see of this machine, where its member's record says something else. */
export function ownRoutes({ records, member, routes }: Facts): DoctorFinding[] {
  return routeFindings(records.get(member), routes).map(({ subject, says }) =>
    finding('SOURCE_DIFFERS', subject, { says }),
  )
}

/** What a node tells of itself, where its member's record says something else. */
export function ownEnode(facts: Facts): DoctorFinding[] {
  return facts.nodes.flatMap((node) => {
    const told = parseEnode(answersOf(node)?.enode ?? '')?.host
    const place = facts.records.get(facts.member)?.nodes.find(({ name }) => name === node.node)
    if (told === undefined || place === undefined || !isLoopback(told) || isLoopback(place.host)) return []
    const says = `${node.node} tells its peers that it is at ${told}; its record says ${place.host}.`
    return [finding('ENODE_LOOPBACK', node.node, { says })]
  })
}

function isLoopback(host: string): boolean {
  return /^127\./.test(host) || host === '::1' || host === 'localhost' || host === '0.0.0.0'
}
