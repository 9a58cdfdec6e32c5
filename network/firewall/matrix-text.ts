import type { Matrix } from './matrix.ts'
import type { Way } from './rule.ts'

/** The matrix in lines for people: grouped by direction, one way a line. */
export function matrixText(member: string, { ways, unplaced }: Matrix): string[] {
  const open = ways.filter(({ must }) => must === 'open')
  const groups: readonly (readonly [string, readonly Way[]])[] = [
    [`from ${member}`, open.filter(({ from, to }) => from.member === member && to.member !== member)],
    [`to ${member}`, open.filter(({ from, to }) => from.member !== member && to.member === member)],
    [`inside ${member}`, open.filter(({ from, to }) => from.member === member && to.member === member)],
    ['closed', ways.filter(({ must }) => must === 'closed')],
  ]
  return [
    ...groups.flatMap(([head, group]) => (group.length === 0 ? [] : [head, ...rows(group), ''])),
    ...unplaced.map(({ member: whose, node }) => `${node} (${whose}): nobody has said where it is reached`),
    'No UDP: nobody is discovered. Nothing else has to pass between members.',
  ]
}

function rows(ways: readonly Way[]): string[] {
  const cells = ways.map(({ from, to, protocol, why }) => [
    from.host === undefined ? party(from) : `${party(from)} ${from.host}`,
    '→',
    party(to),
    `${to.host.includes(':') ? `[${to.host}]` : to.host}:${to.port}/${protocol}`,
    why,
  ])
  const width = (column: number) => Math.max(...cells.map((row) => row[column]?.length ?? 0))
  return cells.map((row) => `  ${row.map((cell, i) => cell.padEnd(width(i))).join('  ')}`.trimEnd())
}

function party({ member, what }: { readonly member: string | undefined; readonly what: string }): string {
  return member === undefined ? what : `${what} (${member})`
}
