import type { PlacedNode } from '../besu/member-nodes.ts'
import type { MatrixInput } from './matrix.ts'
import type { Way } from './rule.ts'

const LOOPBACK = '127.0.0.1'
/** Stands for every address of the member's machines that is not loopback. */
export const ELSEWHERE = 'every other address'

/** What one member's own parts need of one another and of the world, and what nobody may reach. */
export function ownWays(member: string, own: readonly PlacedNode[], options: MatrixInput['options']): Way[] {
  return [...own.flatMap((node, index) => nodeWays(node, { index, options })), ...outwards(member, options)]
}

function nodeWays(node: PlacedNode, { index, options }: { index: number; options: MatrixInput['options'] }): Way[] {
  const { member, name } = node
  const rpc = options.rpc.port + index
  const metrics = options.metricsPort + index
  // Pods have addresses of their own: what this machine's loopback answers says nothing of them.
  const starts = options.target !== 'kubernetes'
  const inside = { must: 'open', protocol: 'tcp', starts } as const
  const closed = {
    must: 'closed',
    from: { member: undefined, what: 'anybody' },
    protocol: 'tcp',
    starts,
  } as const
  return [
    {
      ...inside,
      from: { member, what: 'agent and commands' },
      to: { member, what: `RPC of ${name}`, host: LOOPBACK, port: rpc },
      why: 'reads, votes, allow lists and transactions, by token',
    },
    {
      ...inside,
      from: { member, what: 'monitoring' },
      to: { member, what: `metrics of ${name}`, host: LOOPBACK, port: metrics },
      why: 'heights, peers and memory for alarms',
    },
    {
      ...closed,
      to: { member, what: `RPC of ${name}`, host: ELSEWHERE, port: rpc },
      why: 'whoever reaches it reads all there is, and needs one leaked token to change the node',
    },
    {
      ...closed,
      to: { member, what: `metrics of ${name}`, host: ELSEWHERE, port: metrics },
      why: 'they tell who is connected, and need no token',
    },
  ]
}

/** To public chains and to a signer, as the member's own options name them. */
function outwards(member: string, { publicChains, unlock }: MatrixInput['options']): Way[] {
  const chains = Object.entries(publicChains).flatMap(([name, urls]) =>
    urls.map((url) => ({ what: `public chain ${name}`, url, why: 'anchoring checkpoints, and looking anchors up' })),
  )
  const signer =
    unlock.by === 'web3signer' ? [{ what: 'signer', url: unlock.url, why: 'signatures by keys it keeps' }] : []
  return [...chains, ...signer].flatMap(({ what, url, why }) => {
    const place = placeOf(url)
    if (place === undefined) return []
    const from = { member, what: 'agent and commands' }
    return [
      { must: 'open', from, to: { member: undefined, what, ...place }, protocol: 'tcp', why, starts: true } as const,
    ]
  })
}

const PORTS: Readonly<Record<string, number>> = {
  'https:': 443,
  'wss:': 443,
  'http:': 80,
  'ws:': 80,
}

/** Nothing else of a URL is shown: people put keys into paths. */
function placeOf(text: string): { host: string; port: number } | undefined {
  if (!URL.canParse(text)) return undefined
  const { hostname, port, protocol } = new URL(text)
  const known = port === '' ? PORTS[protocol] : Number(port)
  return hostname === '' || known === undefined ? undefined : { host: hostname.replace(/^\[|\]$/g, ''), port: known }
}
