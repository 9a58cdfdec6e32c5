import type { Breakdown } from './breakdown.ts'
import { againstPrototypes } from './prototypes.ts'
import { figure, forPurposes, gasFor, headerOf, row } from './tables.ts'

export interface Measured {
  readonly what: string
  readonly gas: number
}

/** A transaction taken apart. */
export interface Apart extends Breakdown {
  readonly name: string
}

/**
 * docs/gas.md: what a whole transaction uses, where the gas of a decision goes, and what prototypes used.
 * @param apart the decision
 * @param singles others, named as in the rows
 */
export function page(rows: readonly Measured[], apart: readonly Apart[], singles: readonly Apart[]): string {
  const lines = rows.map(({ what, gas }) => row([what, figure(gas)]))
  const [entry = 0] = apart.find(({ name }) => name === 'execute')?.calls.get('the governance log') ?? []
  const compared = againstPrototypes([...rows, { what: 'an entry in the governance log', gas: entry }], singles)
  return `${head}${lines.join('')}${tail}${decision(apart)}${compared}`
}

function decision(apart: readonly Apart[]): string {
  const contracts = [...new Set(apart.flatMap((one) => [...one.contracts.keys()]))]
  const byWhom = contracts.map((name) => row([name, ...apart.map((one) => figure(one.contracts.get(name) ?? 0))]))
  return `${decisionHead}${forPurposes(apart)}\nBy whom, without what they call:\n\n${headerOf(apart)}${byWhom.join('')}${words(apart)}`
}

function words(apart: readonly Apart[]): string {
  const [propose, queue, execute] = ['propose', 'queue', 'execute'].map((name) =>
    apart.find((one) => one.name === name),
  )
  const filled = execute?.purposes.get('slots filled') ?? none
  const recovered = execute?.purposes.get('signatures recovered') ?? none
  const [entry = 0, nextEntry = 0] = execute?.calls.get('the governance log') ?? []
  const [asked = 0, nextAsked = 0] = execute?.calls.get('the node registry') ?? []
  const recorded = gasFor(propose, 'the transaction') + gasFor(propose, 'slots filled')
  return `
A proposal is ${figure(recorded)} before any calldata, event or check: the transaction, and two slots, OpenZeppelin's record of it and the
word of its votes.

Of an execution:

- A slot filled is 20,000, and 2,100 where it was not read before. ${filled.times} stay for good, ${figure(filled.gas)} together:
  four of the member (three keys with chamber, status, seat and times between them, and its card's hash), its place among the
  members, three keys reserved, the chambers' sizes from now on; four of the node (its owner, name and public key), its place
  in its fleet, the fleet's counts.
- A proof of possession is ${figure(recovered.gas / recovered.times)} for \`ecrecover\`, of ${recovered.times} keys; the rest of it is among the code.
- An entry in the governance log is ${figure(entry)} where it is a transaction's first, its proxy and its two slots being cold, and
  ${figure(nextEntry)} from then on.
- That a key is no node's is asked of the node registry: ${figure(asked)} for the first, ${figure(nextAsked)} for each other.

What could be saved, and is not: half of each public key, a slot, follows from the other half, but then no call gives an allow list
without arithmetic on the curve; the events beside the log's are what explorers read; OpenZeppelin's governor and timelock both
log the calls, and both remember what waits (the timelock's part of a queue is ${figure(queue?.contracts.get('the timelock') ?? 0)}), which is what they are audited for.
`
}

const none = { times: 1, gas: 0 }

const decisionHead = `
## Where the gas of a decision goes

The admission of a member with one node, taken apart by its traces: each step has one purpose and one contract, and together
they are the gas of the transaction. The vote is a proposal's first.

`

const head = `# Gas

Whole transactions, as a receipt states them (intrinsic gas and calldata included), through the proxies, under Osaka, in a
network of six members in three chambers; the anchor stands alone, on a chain of its own. Written by
\`node test/contracts/gas/measure.ts\`; a test keeps it true. Gas is free on the consortium chain: what counts there is the cap of
16,777,216 gas per transaction. On a public chain it is paid.

| transaction | gas |
|---|---:|
`
const tail = `
- An admission verifies a proof of possession by every key, reserves each for ever, keeps the public keys of nodes in state (so
  that one call gives an allow list), and counts the vote per chamber.
- The first vote of a proposal opens the word of who has voted; later ones write into it. All votes of up to four chambers
  stand in one word, written when the proposal is made.
- A vote in the last quarter of its period costs more: it counts the chambers, and moves the end where it decides.
- Anchoring in the steady state is what repeats. 21,000 of it is the transaction, 9,300 three recoveries, 12,100 the three slots
  read and two written; the rest is calldata, event and code.
- For a batch, who may commit is read through two proxies, and that a root is committed once takes a new slot (22,100).
`
