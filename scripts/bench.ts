import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { anchorGas } from './bench/anchor-gas.ts'
import { evidence } from './bench/evidence.ts'
import { genesis } from './bench/genesis.ts'
import { merkle } from './bench/merkle.ts'

/** Every figure that the documents name, on this machine. All of gas is in docs/gas.md, which its own test keeps. */

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const machine = { model: cpus()[0]?.model ?? 'unknown', cpus: cpus().length, node: process.version }
const rows = [...(await genesis()), ...(await merkle()), ...(await evidence()), ...(await anchorGas())]

if (values.json) {
  process.stdout.write(`${JSON.stringify({ machine, rows }, null, 2)}\n`)
} else {
  const lines = rows.map(({ what, value, unit }) => `  ${what.padEnd(56)} ${figure(value).padStart(10)} ${unit}`)
  process.stdout.write(`${machine.model}, ${machine.cpus} CPUs, Node ${machine.node}\n${lines.join('\n')}\n`)
}

function figure(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)
}
