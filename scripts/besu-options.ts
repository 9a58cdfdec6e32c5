import { readFileSync, writeFileSync } from 'node:fs'

interface Recorded {
  readonly name: string
  readonly type: string
  readonly arity: string
  readonly experimental: boolean
}

/** Writes the table of Besu's options that the core checks against, from what a real Besu said. A test keeps it fresh. */
export function besuOptionsModule(recorded: string): string {
  const { besu, root } = JSON.parse(recorded) as { besu: string; root: { options: readonly Recorded[] } }
  const kinds = [...new Set(root.options.map(kindOf))].sort()
  const rows = kinds.flatMap((kind) =>
    rowsOf(
      kind,
      root.options.filter((option) => kindOf(option) === kind),
    ),
  )
  return [
    '/** Which Besu the table was recorded from. */',
    `export const recordedFrom = '${besu}'`,
    '',
    '/** Type, arity and names of every option, which are experimental: written by scripts/besu-options.ts. */',
    'export const recordedOptions = `',
    ...rows,
    '`',
    '',
  ].join('\n')
}

function kindOf({ type, arity, experimental }: Recorded): string {
  return `${type.replaceAll(' ', '')} ${arity}${experimental ? ' experimental' : ''}`
}

function rowsOf(kind: string, options: readonly Recorded[]): string[] {
  const rows: string[] = []
  let row = `${kind}:`
  for (const name of options.map((option) => option.name.replace(/^-+/, '')).sort()) {
    if (row.length + name.length > 115) {
      rows.push(row)
      row = `${kind}:`
    }
    row += ` ${name}`
  }
  return [...rows, row]
}

if (import.meta.main) {
  const recorded = readFileSync(new URL('../test/vectors/besu/besu-options.json', import.meta.url), 'utf8')
  writeFileSync(new URL('../network/besu/besu-options.ts', import.meta.url), besuOptionsModule(recorded))
}
