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

/** A Markdown table, and in front of it what it was measured on. */
export function page(figures: readonly Figure[], { machine, besu, node, load, date }: Circumstances): string {
  const rows = figures.map(({ what, unit, runs, aim }) => {
    const [median, least, most] = [medianOf(runs), Math.min(...runs), Math.max(...runs)].map(figureText)
    const judged = aim === undefined ? '' : `≤ ${aim} ${medianOf(runs) <= aim ? '(kept)' : '(**missed**)'}`
    return `| ${what} | ${median} ${unit} | ${least} to ${most} | ${runs.length} | ${judged} |`
  })
  return [
    `${machine}; Node ${node}; ${besu}. Load before and after: ${load.map(figureText).join(' and ')}. ${date}.`,
    '',
    '| what | median | least to most | runs | aim |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
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
