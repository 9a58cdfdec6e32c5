import type { Status } from './status.ts'

/** The status for people, in as many lines as it takes and no more. */
export function statusText({ network, consensus, members, proposals, findings }: Status): string[] {
  const { height, quorum, tolerates, validators, kind } = consensus
  const agreement = kind === 'none' ? 'no consensus (embedded)' : kind
  return [
    `${network.name}  chain ${network.chainId}${network.rehearsal ? '  REHEARSAL' : ''}`,
    `  network   ${network.networkId}`,
    `  genesis   ${network.genesisHash}`,
    `  block     ${height}, ${consensus.lastBlockAgeSeconds} s old; ${agreement}`,
    `  validators decided on: ${validators.length} (quorum ${quorum}, ${tolerates} may be down)`,
    '',
    ...members.map(({ name, chamber, status, nodes }) => {
      const list = nodes.map((node) => `${node.name} ${node.duty}${node.state === 'active' ? '' : ` (${node.state})`}`)
      return `  ${name.padEnd(20)} ${chamber.padEnd(14)} ${status.padEnd(10)} ${list.join(', ')}`
    }),
    ...(proposals.length === 0 ? [] : ['', ...proposals.map(proposalLine)]),
    ...findings.map(({ code, says }) => `\n  ${code}: ${says}`),
  ]
}

export function proposalLine({ id, title, state, deadline }: Status['proposals'][number]): string {
  return `  ${id}  ${state.padEnd(10)} ${title}${state === 'active' ? `; voting ends ${deadline}` : ''}`
}
