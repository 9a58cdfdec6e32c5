import type { ExaminedNode, Facts, Silence } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'
import { printable } from './printable.ts'

/** Whether this member's nodes run and answer, and are of this network. */
export function ownNodes({ nodes, network, target }: Facts): DoctorFinding[] {
  return [...asked(target), ...nodes.flatMap((node) => [...runs(node), ...genesis(node, network.genesisHash)])]
}

function asked({ kind, silence }: Facts['target']): DoctorFinding[] {
  if (silence === undefined) return []
  const says = `Where the nodes run (${kind}) could not be asked: ${silence.reason}`
  return [finding('TARGET_SILENT', kind, { says, remedy: silence.remedy })]
}

function runs({ node, state, silence, open }: ExaminedNode): DoctorFinding[] {
  if (state === 'stopped') return [finding('NODE_DOWN', node, { says: `${node} does not run.` })]
  if (state === 'absent')
    return [finding('NODE_DOWN', node, { says: `${node} was never started here, or was removed.` })]
  return silence === undefined ? [] : [silent(node, silence, open !== undefined)]
}

function silent(node: string, { kind, rpc, reason }: Silence, toMember: boolean): DoctorFinding {
  if (kind === 'refused') {
    return finding('RPC_REFUSED', node, { says: `Nothing listens where the RPC of ${node} should (${rpc}).` })
  }
  const why =
    kind === 'timeout' ? 'no answer in time' : kind === 'name' ? 'its host name does not resolve' : printable(reason)
  const what = toMember ? 'answers what anybody may ask, and not its own member' : 'does not answer'
  return finding('RPC_SILENT', node, { says: `The RPC of ${node} ${what} (${rpc}): ${why}.` })
}

function genesis({ node, open }: ExaminedNode, expected: string): DoctorFinding[] {
  const found = open?.genesisHash
  if (found === undefined || found === expected) return []
  return [
    finding('NODE_GENESIS_OTHER', node, { says: `${node} begins with block ${found}; the network’s is ${expected}.` }),
  ]
}
