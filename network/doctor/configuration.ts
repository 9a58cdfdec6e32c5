import { isAddress, parseEnode } from '../besu/enode.ts'
import type { ExaminedNode, Facts } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'

/** What a node's own configuration file already says will go wrong. */
export function configuration(facts: Facts): DoctorFinding[] {
  return facts.nodes.flatMap((node) => [...frozen(node), ...nat(node)])
}

function frozen({ node, config, staticNodes }: ExaminedNode): DoctorFinding[] {
  const names = (staticNodes ?? []).some((url) => !isAddress(parseEnode(url)?.host ?? '0.0.0.0'))
  if (config === undefined || !names) return []
  const missing = ['Xdns-enabled', 'Xdns-update-enabled'].filter((option) => config.get(option) !== 'true')
  if (missing.length === 0) return []
  return [finding('DNS_FROZEN', node, { says: `Nodes are named by host, and ${node} lacks ${missing.join(' and ')}.` })]
}

function nat({ node, config }: ExaminedNode): DoctorFinding[] {
  const method = config?.get('nat-method')
  if (config === undefined || method === 'NONE') return []
  return [finding('NAT_FAILED', node, { says: `The nat-method of ${node} is ${method ?? 'AUTO'}.` })]
}
