import type { Apart, Measured } from './page.ts'
import { figure, forPurposes, gasFor, row, timesFor } from './tables.ts'

/** What prototypes of the contracts used for whole transactions, before the rest of the network was there. */
const prototypes: readonly Measured[] = [
  { what: 'propose (a parameter)', gas: 65_000 },
  { what: 'vote, the first (a parameter)', gas: 96_000 },
  { what: 'vote, the next (a parameter)', gas: 79_000 },
  { what: 'execute (admit, 1 node)', gas: 265_000 },
  { what: 'an entry in the governance log', gas: 34_000 },
  { what: 'commit a batch, of any size', gas: 50_000 },
  { what: 'anchor a checkpoint (3 of 5)', gas: 62_796 },
]

/** What a transaction cannot do without, or does besides, by its parts. */
const reasons: Readonly<Record<string, (one: Apart, prototype: number) => string>> = {
  'propose (a parameter)': (one, prototype) =>
    `The transaction and the two slots that it fills leave ${left(one, prototype)}.
  Its two events, with its calls and the class of the decision, are ${figure(gasFor(one, 'events'))}; that the member registry is asked for whom
  the proposer acts is ${asked(one)}.`,
  'execute (admit, 1 node)': (one, prototype) =>
    `The ${timesFor(one, 'slots filled')} slots that it fills for good, named above, are ${figure(gasFor(one, 'slots filled'))}: a prototype
  with ${figure(prototype)} for everything did not keep them all. The slots read and changed are ${figure(gasFor(one, 'slots read') + gasFor(one, 'slots changed'))} besides.`,
  'commit a batch, of any size': (one, prototype) =>
    `The transaction and the slot of its root leave ${left(one, prototype)}.
  That the member registry is asked who may commit is ${asked(one)}.`,
}

const left = (one: Apart, prototype: number) =>
  `${figure(prototype - gasFor(one, 'the transaction') - gasFor(one, 'slots filled'))} of the prototype's ${figure(prototype)}`
const asked = (one: Apart) => figure(one.calls.get('the member registry')?.[0] ?? 0)

/** @param apart those that cost more than their prototypes, named as in the table */
export function againstPrototypes(rows: readonly Measured[], apart: readonly Apart[]): string {
  const held = prototypes.map(({ what, gas }) => ({ what, prototype: gas, gas: measured(rows, what) }))
  const lines = held.map(({ what, prototype, gas }) =>
    row([what, figure(prototype), figure(gas), gas <= prototype ? 'kept' : 'missed']),
  )
  const missed = held.filter(({ gas, prototype }) => gas > prototype)
  const why = missed.map(({ what, prototype }) => {
    const one = apart.find(({ name }) => name === what)
    const reason = reasons[what]
    if (one === undefined || reason === undefined) throw new Error(`${what} costs more than its prototype: say why`)
    return { one, line: `- ${what}: ${reason(one, prototype)}\n` }
  })
  return `${head}${lines.join('')}${missedHead}${forPurposes(why.map(({ one }) => one))}\n${why.map(({ line }) => line).join('')}`
}

function measured(rows: readonly Measured[], what: string): number {
  const found = rows.find((one) => one.what === what)
  if (found === undefined) throw new Error(`not measured: ${what}`)
  return found.gas
}

const head = `
## Against the prototypes

What prototypes of the contracts used, before there was a network around them, is what these are held against; no prototype is
measured here. An entry in the governance log is a transaction's first. A prototype proved on chain that a record is in a batch, for
42,500; here that is proven from a file, and is no transaction.

| transaction | prototype | measured | |
|---|---:|---:|---|
`
const missedHead = `
Those that were missed, taken apart:

`
