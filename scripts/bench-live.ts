import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { agent } from './bench/live/agent.ts'
import { type Figure, figures, medianOf } from './bench/live/figure.ts'
import { firstBlock } from './bench/live/first-block.ts'
import { firstBlockNote } from './bench/live/first-block-figures.ts'
import { heal } from './bench/live/heal.ts'
import { joining } from './bench/live/join.ts'
import { joinNote } from './bench/live/join-figures.ts'
import { page, withSection } from './bench/live/page.ts'

/** What a real Besu on this machine takes: `npm run bench:live -- --runs 5 --only heal --write docs/measured.md`. */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: ['agent', 'first-block', 'heal', 'join'] },
    blocks: { type: 'string', default: '1000' },
    write: { type: 'string' },
  },
})
const besuHome = process.env['BESU_HOME']
if (besuHome === undefined) {
  process.stderr.write('bench:live: BESU_HOME names no Besu, and nothing was measured\n')
  process.exit(2)
}
const runs = Number(values.runs)
const PREFACE = `# Measured on a real Besu

Written by the commands that it names, section by section, and not by hand. A figure is of the machine that is named with it.
An aim is what the median of the runs is to keep to; *kept* and *missed* say whether it did. Where there is none, the figure stands for comparison.
`
const machine = {
  machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} CPUs`,
  besu: execFileSync(`${besuHome}/bin/besu`, ['--version'], { encoding: 'utf8' }).trim(),
  node: process.version,
  date: new Date().toISOString().slice(0, 10),
}

const benches: Readonly<Record<string, () => Promise<Figure[]>>> = {
  agent: () => agent(runs),
  'first-block': async () => {
    const all: Figure[][] = []
    for (let run = 0; run < runs; run += 1) all.push(await firstBlock())
    return figures(all)
  },
  heal: () => heal(runs),
  join: () => joining(runs, Number(values.blocks)),
}

const notes: Readonly<Record<string, string>> = { 'first-block': firstBlockNote, join: joinNote }

const measured: { readonly name: string; readonly figures: readonly Figure[]; readonly table: string }[] = []
for (const name of values.only) {
  const bench = benches[name]
  if (bench === undefined) throw new RangeError(`no bench ${name}; there are ${Object.keys(benches).join(', ')}`)
  const before = loadavg()[0] ?? Number.NaN
  const figures = await bench()
  const circumstances = { ...machine, load: [before, loadavg()[0] ?? Number.NaN] as const }
  measured.push({ name, figures, table: page(figures, circumstances, notes[name]) })
}

if (values.write !== undefined) {
  const kept = existsSync(values.write) ? readFileSync(values.write, 'utf8') : PREFACE
  const command = (name: string) => `npm run bench:live -- --only ${name} --runs ${runs} --write ${values.write}`
  const sections = measured.map(({ name, table }) => ({ name, text: `By \`${command(name)}\`:\n\n${table}` }))
  writeFileSync(
    values.write,
    sections.reduce((text, section) => withSection(text, section), kept),
  )
}
const json = {
  ...machine,
  figures: measured.flatMap(({ figures }) => figures.map((one) => ({ ...one, median: medianOf(one.runs) }))),
}
process.stdout.write(values.json ? `${JSON.stringify(json, null, 2)}\n` : measured.map(({ table }) => table).join('\n'))
