import { enodeUrl } from '../../../network/besu/enode.ts'
import type { Seen } from '../../../network/agent/decide.ts'
import type { NodeFacts, Peer } from '../../../network/agent/node-facts.ts'
import type { Registry, RegisteredMember } from '../../../network/agent/registry.ts'
import { nodeAddress } from '../../../network/ceremony/card.ts'
import type { Hex } from '../../../network/hex.ts'

/** Registries and nodes as tests need them: member n is `member-n`, its one validator `member-n-1` on 10.0.0.n. */

export const NOW = 1_800_000_000

export function publicKey(n: number): Hex {
  return `0x${n.toString(16).padStart(2, '0').repeat(64)}`
}

export const address = (n: number): Hex => nodeAddress(publicKey(n))
export const enode = (n: number, host = `10.0.0.${n}`): string =>
  enodeUrl({ publicKey: publicKey(n), host, port: 30_303 })
export const account = (n: number, role: 'officer' | 'agent'): Hex =>
  `0x${(role === 'officer' ? 'aa' : 'bb').repeat(19)}${n.toString(16).padStart(2, '0')}`

export function member(n: number, changes: Partial<RegisteredMember> & { state?: string } = {}): RegisteredMember {
  const { state = 'active', ...rest } = changes
  return {
    name: `member-${n}`,
    status: 'active',
    officer: account(n, 'officer'),
    agent: account(n, 'agent'),
    nodes: [
      {
        name: `member-${n}-1`,
        duty: 'validator',
        state: state as 'active',
        address: address(n),
        publicKey: publicKey(n),
      },
    ],
    ...rest,
  }
}

/** So many members whose nodes all validate. */
export function registry(count: number, changes: Partial<Registry> = {}): Registry {
  const numbers = Array.from({ length: count }, (_, i) => i + 1)
  return {
    block: 100,
    time: NOW,
    members: numbers.map((n) => member(n)),
    validators: numbers.map(address),
    change: undefined,
    lease: undefined,
    amendments: [],
    emergency: undefined,
    ...changes,
  }
}

export function peer(n: number, changes: Partial<Peer> = {}): Peer {
  return { publicKey: publicKey(n), address: address(n), remote: `10.0.0.${n}`, inbound: true, told: 100, ...changes }
}

/** That these have proposed a block lately, and the others have not for long. */
export const lately = (numbers: readonly number[]): Readonly<Record<Hex, number>> =>
  Object.fromEntries([1, 2, 3, 4, 5].map((n) => [address(n), numbers.includes(n) ? 99 : 40]))

/** Member 1's node among so many that validate, in order: nothing is to be done. */
export function facts(count: number, changes: Partial<NodeFacts> = {}): NodeFacts {
  const numbers = Array.from({ length: count }, (_, i) => i + 1)
  const { validators = numbers.map(address), head = { number: 100, time: NOW } } = changes
  return {
    node: 'member-1-1',
    address: address(1),
    publicKey: publicKey(1),
    genesisHash: '0x99',
    head,
    syncing: false,
    peers: numbers.slice(1).map((n) => peer(n)),
    allowedNodes: numbers.map((n) => enode(n)),
    allowedAccounts: numbers.flatMap((n) => [account(n, 'officer'), account(n, 'agent')]),
    votes: {},
    validators,
    proposals: Object.fromEntries(validators.map((one, index) => [one, head.number - index])),
    ...changes,
  }
}

/** What member 1's agent knows where nothing is to be done. */
export const seen = (changes: Partial<Seen> = {}): Seen => ({
  member: 'member-1',
  genesisHash: '0x99',
  headAgeSeconds: 12,
  now: NOW,
  elapsed: 0,
  registry: registry(4),
  nodes: [facts(4)],
  since: new Map(),
  proposals: [],
  records: new Map(),
  named: [],
  announced: undefined,
  own: undefined,
  routes: { here: [], from: new Map() },
  upkeep: { made: new Map(), down: new Set(), remaking: new Set() },
  ...changes,
})
