import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { figures, type Figure, medianOf } from './bench/live/figure.ts'
import { firstBlock } from './bench/live/first-block.ts'
import { heal } from './bench/live/heal.ts'
import { joining } from './bench/live/join.ts'
import { page } from './bench/live/page.ts'

/** What a real Besu on this machine takes: `npm run bench:live -- --runs 5 --only heal --write docs/measured-heal.md`. */
const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: ['first-block', 'heal', 'join'] },
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
const before = loadavg()[0] ?? Number.NaN

const benches: Readonly<Record<string, () => Promise<Figure[]>>> = {
  'first-block': async () => {
    const all: Figure[][] = []
    for (let run = 0; run < runs; run += 1) all.push(await firstBlock())
    return figures(all)
  },
  heal: () => heal(runs),
  join: () => joining(runs, Number(values.blocks)),
}

const measured: Figure[] = []
for (const name of values.only) {
  const bench = benches[name]
  if (bench === undefined) throw new RangeError(`no bench ${name}; there are ${Object.keys(benches).join(', ')}`)
  measured.push(...(await bench()))
}

const circumstances = {
  machine: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} CPUs`,
  besu: execFileSync(`${besuHome}/bin/besu`, ['--version'], { encoding: 'utf8' }).trim(),
  node: process.version,
  load: [before, loadavg()[0] ?? Number.NaN] as const,
  date: new Date().toISOString().slice(0, 10),
}
const table = page(measured, circumstances)
if (values.write !== undefined) {
  const command = `npm run bench:live -- ${process.argv
    .slice(2)
    .filter((word) => word !== '--json')
    .join(' ')}`
  writeFileSync(values.write, `# Measured on a real Besu\n\nWritten by \`${command}\`, and not by hand.\n\n${table}`)
}
process.stdout.write(
  values.json
    ? `${JSON.stringify({ ...circumstances, figures: measured.map((one) => ({ ...one, median: medianOf(one.runs) })) }, null, 2)}\n`
    : table,
)
