import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { found } from '../network/ceremony/found.ts'
import { consortiumOf } from '../test/fixtures/consortia.ts'
import { cardFilesOf } from '../test/fixtures/founders.ts'

/** How long `found` takes: description and signed cards in, genesis and its hash out. Keys are made beforehand. */

interface Row {
  readonly validators: number
  /** Median of the runs. */
  readonly milliseconds: number
  readonly runs: readonly number[]
}

const RUNS = 3

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const machine = { model: cpus()[0]?.model ?? 'unknown', cpus: cpus().length, node: process.version }
const rows: Row[] = []
for (const validators of [4, 25, 100]) rows.push(await measured(validators))
process.stdout.write(values.json ? `${JSON.stringify({ machine, genesis: rows }, null, 2)}\n` : table())

async function measured(validators: number): Promise<Row> {
  const consortium = consortiumOf(validators)
  const cards = cardFilesOf(consortium)
  const runs: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const begun = performance.now()
    const result = await found(consortium, cards, false)
    runs.push(Math.round(performance.now() - begun))
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
  }
  return { validators, milliseconds: [...runs].sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN, runs }
}

function table(): string {
  const lines = rows.map(
    ({ validators, milliseconds, runs }) =>
      `  ${String(validators).padStart(3)} validators  ${(milliseconds / 1000).toFixed(2).padStart(6)} s   (${runs.join(', ')} ms)`,
  )
  const where = `${machine.model}, ${machine.cpus} CPUs, Node ${machine.node}`
  return [`Genesis: founding from signed cards, median of ${RUNS}`, `  ${where}`, ...lines, ''].join('\n')
}
