import type { MemberOptions } from '../consortium/member-options/member-options.ts'
import type { Problem } from '../problem.ts'
import type { PlacedNode } from './member-nodes.ts'

interface Taken {
  readonly by: string
  readonly at: string
}

/**
 * Two nodes at one place: of all members as others reach them; as processes, of the member's own on one machine, where
 * peers, RPC and metrics share the ports. A container has its own, and only its own parts can meet.
 */
export function portProblems(
  own: readonly PlacedNode[],
  nodes: readonly PlacedNode[],
  { target, rpc, metricsPort }: Pick<MemberOptions, 'target' | 'rpc' | 'metricsPort'>,
): Problem[] {
  const reached = nodes.flatMap(({ name, place }) =>
    place === undefined ? [] : [{ by: name, at: `${place.host}:${place.port}` }],
  )
  const parts = own.map(({ name, place }, index): Taken[] => [
    ...(place === undefined ? [] : [{ by: name, at: `port ${place.port}` }]),
    { by: `RPC of ${name}`, at: `port ${rpc.port + index}` },
    { by: `metrics of ${name}`, at: `port ${metricsPort + index}` },
  ])
  const machines = target === 'process' ? [parts.flat()] : parts
  return [reached, ...machines].flatMap(clashes)
}

function clashes(all: readonly Taken[]): Problem[] {
  return all.flatMap(({ by, at }, index) => {
    const first = all.slice(0, index).find((earlier) => earlier.at === at)
    if (first === undefined) return []
    return [{ code: 'PORT_TWICE', path: by, found: `${at}, as ${first.by}`, expected: 'a place of its own' }]
  })
}
