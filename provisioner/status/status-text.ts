import type { Waiting } from '../../network/governance/awaited.ts'
import type { Status } from './status.ts'

/** The status for people, in as many lines as it takes and no more. */
export function statusText(status: Status): string[] {
  const { network, consensus, members, proposals, awaits, findings } = status
  const { height, quorum, tolerates, validators, kind, lastBlockAgeSeconds } = consensus
  const waiting = new Set(findings.flatMap(({ code, subject }) => (code === 'NODE_CANDIDATE' ? [subject] : [])))
  const nodesText = (nodes: Status['members'][number]['nodes']) =>
    nodes
      .map((node) => `${node.name} ${node.duty}${waiting.has(node.name) ? ' (candidate)' : ''}${runs(node)}`)
      .join(', ')
  return [
    `${network.name}  chain ${network.chainId}`,
    `  network     ${network.networkId}`,
    `  genesis     ${network.genesisHash}`,
    `  block       ${height}, ${lastBlockAgeSeconds} s old; ${kind === 'none' ? 'no consensus (embedded)' : kind}`,
    `  validators  ${validators.length}${kind === 'none' ? ' decided on' : ''}: quorum ${quorum}, ${tolerates} may be down`,
    '',
    ...columns(members.map(({ name, chamber, status, nodes }) => [name, chamber, status, nodesText(nodes)])),
    ...exceptions(status),
    ...(proposals.length === 0 ? [] : ['', ...proposals.map(proposalLine)]),
    ...(awaits.length === 0 ? [] : ['', ...awaits.map(awaitedLine)]),
    ...findings.flatMap(({ code, says, remedy }, i) => [
      ...(i === 0 ? [''] : []),
      `  ${code}: ${says}`,
      `    → ${remedy}`,
    ]),
  ]
}

/** Where a vote, or a member's right to act, is for a while not where it belongs. */
function exceptions({ members, emergency }: Status): string[] {
  const given = members.flatMap(({ name, delegate }) => {
    if (delegate === null) return []
    const until = delegate.until === null ? '' : ` until ${delegate.until}`
    return [`  the vote of ${name} is held by ${delegate.to}${until}`]
  })
  if (emergency === null) return given
  const { member, until } = emergency
  return [...given, `  ${member} is suspended in an emergency until ${until}, unless a vote ratifies it`]
}

function runs({ running, height, peers, allowlistDrift }: Status['members'][number]['nodes'][number]): string {
  if (!running) return ''
  if (height === null) return ', starting'
  const differs =
    allowlistDrift !== null && [allowlistDrift.lacks, allowlistDrift.surplus].some(({ length }) => length > 0)
  return `, block ${height}, ${peers} peers${differs ? ', lists that differ from what was decided' : ''}`
}

export function proposalLine({ id, title, state, deadline }: Status['proposals'][number]): string {
  return `  ${id}  ${state.padEnd(10)} ${title}${state === 'active' ? `; voting ends ${deadline}` : ''}`
}

/** Who is awaited is named where that is not everybody. */
export function awaitedLine({ subject, stage, from, says }: Waiting): string {
  const whom = from.length === 0 || EVERYBODY.has(stage) ? '' : ` (${from.join(', ')})`
  return `  ${subject}  ${stage.padEnd(10)} ${says}${whom}`
}

const EVERYBODY: ReadonlySet<Waiting['stage']> = new Set(['queueing', 'executing'])

/** Rows under one another, each column as wide as its widest cell. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0))
  return rows.map((row) => `  ${row.map((cell, i) => cell.padEnd(width(i))).join('  ')}`.trimEnd())
}
