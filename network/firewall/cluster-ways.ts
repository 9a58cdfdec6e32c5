import type { PlacedNode } from '../besu/member-nodes.ts'
import { hostInCluster, namespaceOf, nodeObjectOf } from '../render/helm/places.ts'
import type { MatrixInput } from './matrix.ts'
import { placeOf } from './place-of.ts'
import type { Way } from './rule.ts'
import { CLOSED, OPEN } from './why.ts'

/**
 * What one member's own parts need of one another in a cluster, and what nobody may reach there. None of it begins at this
 * machine but the way to the API server, by which commands reach nodes: the chart's policies open no port of them to it.
 */
export function clusterWays(own: readonly PlacedNode[], input: MatrixInput): Way[] {
  return [...own.flatMap((node, index) => podWays(node, index, input)), ...apiWays(input)]
}

function podWays({ member, name: node }: PlacedNode, index: number, { network, options }: MatrixInput): Way[] {
  const { agent, namespace = namespaceOf({ network, member }), networkPolicy } = options.kubernetes
  const host = hostInCluster({ namespace, member, node })
  const rpc = { member, what: `RPC of ${node}`, host, port: options.rpc.port + index }
  const metrics = { member, what: `metrics of ${node}`, host, port: options.metricsPort + index }
  const held = `held by the NetworkPolicy ${nodeObjectOf({ member, node })}`
  const readers = [...(agent ? ['agent'] : []), ...(networkPolicy.metricsFrom.length > 0 ? ['monitoring'] : [])]
  const open = { must: 'open', protocol: 'tcp', starts: false } as const
  const closed = {
    must: 'closed',
    from: { member: undefined, what: 'anybody else' },
    protocol: 'tcp',
    starts: false,
  } as const
  return [
    ...(agent ? [{ ...open, from: { member, what: 'agent' }, to: rpc, why: OPEN.rpc }] : []),
    ...readers.map((what) => ({ ...open, from: { member, what }, to: metrics, why: OPEN.metrics })),
    { ...closed, to: rpc, why: `${held}: ${CLOSED.rpc}` },
    { ...closed, to: metrics, why: `${held}: ${CLOSED.metrics}` },
  ]
}

function apiWays({ member, options, apiServer = '' }: MatrixInput): Way[] {
  const inside = { from: 'agent', ...IN_CLUSTER, why: 'its Lease, and pods that it has made anew', starts: false }
  const outside = { from: 'commands', ...placeOf(apiServer), why: 'apply, and RPC by port-forward', starts: true }
  return [...(options.kubernetes.agent ? [inside] : []), outside].flatMap(({ from, host, port, why, starts }) => {
    if (host === undefined || port === undefined) return []
    const to = { member: undefined, what: 'API server of the cluster', host, port }
    return [{ must: 'open', from: { member, what: from }, to, protocol: 'tcp', why, starts } as const]
  })
}

/** The API server, as Kubernetes names it to every pod. */
const IN_CLUSTER = { host: 'kubernetes.default.svc', port: 443 }
