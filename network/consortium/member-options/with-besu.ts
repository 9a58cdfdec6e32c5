import type { MemberOptions } from './member-options.ts'

/**
 * member.yaml with another choice of Besu; all else, comments too, stays as its operator wrote it.
 * @param text that reads without problems.
 */
export function withBesu(text: string, besu: MemberOptions['besu']): string {
  const lines = text.split('\n')
  const from = lines.findIndex((line) => /^besu\s*:/.test(line))
  const chosen = Object.entries(besu).filter(([, value]) => value !== undefined)
  const line = `besu: { ${chosen.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')} }`
  if (from < 0) return `${text.endsWith('\n') || text === '' ? text : `${text}\n`}${line}\n`
  // What belongs to it is indented.
  const length = lines.slice(from + 1).findIndex((next) => next.trim() !== '' && !/^\s/.test(next))
  const end = length < 0 ? lines.length : from + 1 + length
  const tail = lines.slice(end)
  return [...lines.slice(0, from), line, ...(tail.length === 0 ? [''] : tail)].join('\n')
}
