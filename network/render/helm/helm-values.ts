import type { NodeManifest } from '../../besu/node-manifest.ts'
import type { Problem } from '../../problem.ts'
import { filesOf, nodeValuesOf } from './node-values-of.ts'
import { type HelmValues, type HelmValuesInput, helmValuesSchema } from './values.ts'

/** What an operator chooses of the chart; the rest follows from the manifests. */
export type ChartOptions = Omit<HelmValuesInput, 'network' | 'member' | 'nodes' | 'files'>

export type HelmRendering =
  | { readonly ok: true; readonly values: HelmValues }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Values of the chart for one member's nodes. @param nodes of one member in one network, at least one. */
export function helmValues(nodes: readonly NodeManifest[], options: ChartOptions = {}): HelmRendering {
  const first = nodes[0]
  if (first === undefined) return refused('NODES_ABSENT', 'nodes', { found: 'no node', expected: 'at least one' })
  const foreign = nodes.find((node) => !together(first, node))
  if (foreign !== undefined) {
    const found = `${foreign.node} of ${foreign.member} in ${foreign.network.networkId}`
    return refused('NODES_MIXED', 'nodes', {
      found,
      expected: `nodes of ${first.member} in ${first.network.networkId}`,
    })
  }
  const problems = nodes.flatMap((node) => [...imageProblems(node), ...portProblems(node, options)])
  if (problems.length > 0) return { ok: false, problems }
  const files = Object.fromEntries(nodes.flatMap((node) => Object.entries(filesOf(node))))
  const input = {
    ...options,
    network: { ...first.network },
    member: first.member,
    nodes: nodes.map((node) => nodeValuesOf(node, node.besu.digest ?? '')),
    files,
  }
  return checked(input)
}

/**
 * Values with one node put in place of what stood under its name, all others and the agent as they were; texts nobody
 * names go. What seeds say counts at a first start alone, and where they stand its pod is named by them: those of the
 * same manifest stay.
 */
export function withNode(values: HelmValues, node: HelmValues): HelmValues {
  const names = new Set(node.nodes.map(({ name }) => name))
  const placed = node.nodes.map((one) => {
    const standing = values.nodes.find(({ name, manifest }) => name === one.name && manifest === one.manifest)
    return { ...one, seeds: standing?.seeds ?? one.seeds }
  })
  return pruned({
    ...node,
    ...(values.agent === undefined ? {} : { agent: values.agent }),
    nodes: [...values.nodes.filter(({ name }) => !names.has(name)), ...placed].sort(byName),
    files: { ...values.files, ...node.files },
  })
}

/** Undefined where it was the last one: a release has at least one node. */
export function withoutNode(values: HelmValues, name: string): HelmValues | undefined {
  const nodes = values.nodes.filter((node) => node.name !== name)
  return nodes.length === 0 ? undefined : pruned({ ...values, nodes })
}

function pruned(values: HelmValues): HelmValues {
  const named = new Set(values.nodes.flatMap(({ files }) => Object.values(files)))
  return { ...values, files: Object.fromEntries(Object.entries(values.files).filter(([id]) => named.has(id))) }
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)

const together = (a: NodeManifest, b: NodeManifest) =>
  a.member === b.member && a.network.networkId === b.network.networkId

function checked(input: HelmValuesInput): HelmRendering {
  const parsed = helmValuesSchema.safeParse(input)
  if (parsed.success) return { ok: true, values: parsed.data }
  const problems = parsed.error.issues.map(({ path, message }) => {
    return { code: 'CHART_VALUE', path: path.join('.'), found: 'another value', expected: message }
  })
  return { ok: false, problems }
}

function imageProblems({ node, besu }: NodeManifest): Problem[] {
  if (besu.digest !== null) return []
  const found = `${besu.image} ${besu.version} without a digest`
  return [
    { code: 'IMAGE_DIGEST_ABSENT', path: node, found, expected: 'sha256: and 64 hex digits, given by the operator' },
  ]
}

/** A node port is a port of the machine, and Besu announces the very port it listens on. */
function portProblems({ node, ports, advertised }: NodeManifest, { p2p }: ChartOptions): Problem[] {
  const outside = p2p?.service === 'NodePort' && (ports.p2p < 30_000 || ports.p2p > 32_767)
  const nodePort: Problem[] = outside
    ? [{ code: 'NODE_PORT_RANGE', path: node, found: String(ports.p2p), expected: 'a P2P port from 30000 to 32767' }]
    : []
  if (advertised.port === ports.p2p) return nodePort
  const expected = `${ports.p2p}, the port the node listens on`
  return [...nodePort, { code: 'NODE_PORT_MAPPED', path: node, found: String(advertised.port), expected }]
}

const refused = (code: string, path: string, { found, expected }: { found: string; expected: string }) =>
  ({ ok: false, problems: [{ code, path, found, expected }] }) as const
