import { sameHost } from '../besu/enode.ts'
import type { Endpoints } from '../ceremony/endpoints.ts'
import type { Hex } from '../hex.ts'
import type { Finding } from './action.ts'
import type { NodeFacts } from './node-facts.ts'
import { type Registry, registeredNodes } from './registry.ts'

interface Expected {
  readonly genesisHash: Hex
  readonly headAgeSeconds: number
  readonly now: number
}

/** What is wrong with one own node by itself. */
export function nodeFindings(facts: NodeFacts, { genesisHash, headAgeSeconds, now }: Expected): Finding[] {
  const age = Math.round(now - facts.head.time)
  return [
    ...(facts.genesisHash === genesisHash ? [] : [otherGenesis(facts, genesisHash)]),
    ...headOld(facts.node, age, headAgeSeconds),
  ]
}

/** Whether nodes are where their members' records say, and whether there is a record at all. */
export function placeFindings(
  facts: NodeFacts,
  registry: Registry,
  records: ReadonlyMap<string, Endpoints>,
): Finding[] {
  const live = registeredNodes(registry).filter(({ state }) => state !== 'retired' && state !== 'unknown')
  return live.flatMap((node): Finding[] => {
    const place = records.get(node.member)?.nodes.find(({ name }) => name === node.name)
    const peer = facts.peers.find(({ publicKey }) => publicKey === node.publicKey)
    const listed = facts.allowedNodes.some((url) => url.includes(node.publicKey.slice(2)))
    if (place === undefined) return listed ? [] : [endpointMissing(node.member, node.name)]
    // Where we dialled, the address is the record's own.
    if (peer === undefined || !peer.inbound || sameHost(place.host, peer.remote)) return []
    return [endpointDrift(node.name, { found: peer.remote, expected: place.host })]
  })
}

/** Validators of the chain that this node is not connected to. */
export function absentValidators(facts: NodeFacts, registry: Registry): Finding[] {
  const near = new Set<Hex>([facts.address, ...facts.peers.map(({ address }) => address)])
  const names = new Map(registeredNodes(registry).map(({ address, name }) => [address, name]))
  return facts.validators
    .filter((validator) => !near.has(validator))
    .map((validator) => {
      const subject = names.get(validator) ?? validator
      const remedy =
        'Is it up? quorate firewall --test tells whether it can be reached. Where it can: it may come from another address than its record says, as behind NAT, and Besu turns such a one away without a word.'
      return { code: 'PEER_ABSENT', subject, says: `${facts.node} is not connected to ${subject}.`, remedy }
    })
}

/** A node that holds another key than the one it was decided on with: a token's other alias, or another home's keystore. */
export function keyFindings({ node, publicKey }: NodeFacts, { members }: Registry, member: string): Finding[] {
  const decided = members.find(({ name }) => name === member)?.nodes.find(({ name }) => name === node)
  if (decided === undefined || decided.publicKey === publicKey) return []
  return [
    {
      code: 'NODE_OTHER_KEY',
      subject: node,
      says: `${node} runs with the key ${publicKey.slice(0, 18)}…; it was decided on with ${decided.publicKey.slice(0, 18)}…`,
      remedy: 'See which key it is given: the alias in its HSM (hsm in member.yaml), or the Secret of this node.',
    },
  ]
}

/** @param skew as `clockSkew` gives it. */
export function clockFindings(skew: number): Finding[] {
  const seconds = Math.abs(skew)
  if (seconds <= 1) return []
  return [
    {
      code: seconds >= 5 ? 'CLOCK_SKEW_SEVERE' : 'CLOCK_SKEW',
      subject: 'clock',
      says: `This machine’s clock is ${seconds.toFixed(1)} s ${skew > 0 ? 'behind' : 'ahead of'} the times of new blocks.`,
      remedy: 'Set this machine’s clock by NTP; if it is right, another validator’s is wrong.',
    },
  ]
}

export function silent(subject: string, reason: string): Finding {
  const remedy = 'See whether it runs (quorate status), and its log.'
  return { code: 'NODE_SILENT', subject, says: `${subject} does not answer: ${reason}`, remedy }
}

/** @param lists names of the lists that somebody else has changed. */
export function listDrift(subject: string, lists: readonly string[]): Finding {
  return {
    code: 'ALLOWLIST_DRIFT',
    subject,
    says: `${lists.join(' and ')} of ${subject} differed again after they had been set.`,
    remedy: 'Who else calls perm_* on this node, or changes its file? The agent has set it again.',
  }
}

function headOld(subject: string, age: number, most: number): Finding[] {
  if (age <= most) return []
  const says = `The newest block of ${subject} is ${age} s old; ${most} s is the most.`
  return [{ code: 'HEAD_OLD', subject, says, remedy: 'See `quorate doctor`: who is down, and is there a quorum?' }]
}

function otherGenesis({ node, genesisHash }: NodeFacts, expected: Hex): Finding {
  return {
    code: 'NODE_OTHER_GENESIS',
    subject: node,
    says: `${node} begins with block ${genesisHash}; the network’s is ${expected}.`,
    remedy:
      'Run `quorate apply`, which writes its genesis file again; where it stays so, wipe the data of this node (docs/maintenance.md).',
  }
}

function endpointMissing(member: string, subject: string): Finding {
  return {
    code: 'ENDPOINT_MISSING',
    subject,
    says: `Nobody has said where ${subject} is reached.`,
    remedy: `${member} says so by quorate endpoints --set ${subject}=ADDRESS:PORT; its agent announces it.`,
  }
}

/** A member whose newest record counts for nothing. */
export function endpointNamed(member: string): Finding {
  return {
    code: 'ENDPOINT_NAMED',
    subject: member,
    says: `${member} announced an endpoint record with a host name, which nobody can let in: its record before holds.`,
    remedy: `${member} announces IP addresses: quorate endpoints --set NODE=ADDRESS:PORT.`,
  }
}

function endpointDrift(subject: string, { found, expected }: { found: string; expected: string }): Finding {
  return {
    code: 'ENDPOINT_DRIFT',
    subject,
    says: `${subject} connects from ${found}; its member’s record says ${expected}.`,
    remedy: 'Behind NAT that may be right; else its member sets a new record: quorate endpoints --set.',
  }
}
