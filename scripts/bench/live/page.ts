import { type Figure, medianOf } from './figure.ts'

/** Where, on what and when it was measured: a figure without it says nothing. */
export interface Circumstances {
  readonly machine: string
  readonly besu: string
  readonly node: string
  /** Load of the machine over a minute, before and after. */
  readonly load: readonly [number, number]
  readonly date: string
}

/** A Markdown table, in front of it what it was measured on, and after it what has to be known of its aims. */
export function page(figures: readonly Figure[], circumstances: Circumstances, note?: string): string {
  const { machine, besu, node, load, date } = circumstances
  const rows = figures.map((figure) => {
    const { what, unit, runs } = figure
    const [median, least, most] = [medianOf(runs), Math.min(...runs), Math.max(...runs)].map(figureText)
    return `| ${what} | ${median} ${unit} | ${least} to ${most} | ${runs.length} | ${judged(figure, figures)} |`
  })
  return [
    `${machine}; Node ${node}; ${besu}. Load before and after: ${load.map(figureText).join(' and ')}. ${date}.`,
    '',
    '| what | median | least to most | runs | aim |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...(note === undefined ? [] : [note, '']),
  ].join('\n')
}

/** The aim, and whether the median keeps to it. */
function judged({ runs, aim }: Figure, figures: readonly Figure[]): string {
  if (aim === undefined) return ''
  const verdict = (most: number) => (medianOf(runs) <= most ? '(kept)' : '(**missed**)')
  if (typeof aim === 'number') return `≤ ${aim} ${verdict(aim)}`
  const other = figures.find(({ what }) => what === aim.of)?.runs ?? []
  return `≤ ${aim.times} × ${aim.called} ${verdict(aim.times * medianOf(other))}`
}

function figureText(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)
}

/** The same text with this section in it, in the place of the one of its name. */
export function withSection(text: string, { name, text: body }: { name: string; text: string }): string {
  const [head = '', ...sections] = text.split(/^(?=## )/m)
  const others = sections.filter((section) => !section.startsWith(`## ${name}\n`))
  const all = [...others.map((section) => `${section.trimEnd()}\n`), `## ${name}\n\n${body.trimEnd()}\n`]
  return [`${head.trimEnd()}\n`, ...all.sort()].join('\n')
}
