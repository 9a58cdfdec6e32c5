import type { PlacedNode } from '../besu/member-nodes.ts'
import { clusterWays } from './cluster-ways.ts'
import type { MatrixInput } from './matrix.ts'
import { placeOf } from './place-of.ts'
import type { Way } from './rule.ts'
import { CLOSED, OPEN } from './why.ts'

const LOOPBACK = '127.0.0.1'
/** Stands for every address of the member's machines that is not loopback. */
export const ELSEWHERE = 'every other address'

/** What one member's own parts need of one another and of the world, and what nobody may reach. */
export function ownWays(own: readonly PlacedNode[], input: MatrixInput): Way[] {
  const { member, options } = input
  const ways =
    options.target === 'kubernetes'
      ? clusterWays(own, input)
      : own.flatMap((node, index) => nodeWays(node, { index, options }))
  return [...ways, ...outwards(member, options)]
}

function nodeWays(node: PlacedNode, { index, options }: { index: number; options: MatrixInput['options'] }): Way[] {
  const { member, name } = node
  const rpc = options.rpc.port + index
  const metrics = options.metricsPort + index
  const inside = { must: 'open', protocol: 'tcp', starts: true } as const
  const closed = {
    must: 'closed',
    from: { member: undefined, what: 'anybody' },
    protocol: 'tcp',
    starts: true,
  } as const
  return [
    {
      ...inside,
      from: { member, what: 'agent and commands' },
      to: { member, what: `RPC of ${name}`, host: LOOPBACK, port: rpc },
      why: OPEN.rpc,
    },
    {
      ...inside,
      from: { member, what: 'monitoring' },
      to: { member, what: `metrics of ${name}`, host: LOOPBACK, port: metrics },
      why: OPEN.metrics,
    },
    {
      ...closed,
      to: { member, what: `RPC of ${name}`, host: ELSEWHERE, port: rpc },
      why: CLOSED.rpc,
    },
    {
      ...closed,
      to: { member, what: `metrics of ${name}`, host: ELSEWHERE, port: metrics },
      why: CLOSED.metrics,
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
