export interface Measured {
  readonly what: string
  readonly gas: number
}

/** Figures of prototypes, to be beaten; whole transactions. */
const prototypes: Readonly<Record<string, string>> = {
  'propose (a parameter)': '65,000',
  'vote, the first (a parameter)': '96,000',
  'vote, the next (a parameter)': '79,000',
  'execute (admit, 1 node)': '265,000',
  'execute (admit, 2 nodes)': '265,000',
  'commit a batch, of any size': '50,000',
  'anchor a checkpoint (3 of 5)': '62,796',
}

/** docs/gas.md: what a whole transaction uses, beside what a prototype used. */
export function page(rows: readonly Measured[]): string {
  const lines = rows.map(({ what, gas }) => `| ${what} | ${gas.toLocaleString('en')} | ${prototypes[what] ?? ''} |`)
  return `${head}${lines.join('\n')}\n${tail}`
}

const head = `# Gas

Whole transactions, as a receipt states them (intrinsic gas and calldata included), through the proxies, under Osaka, in a
network of six members in three chambers; the anchor stands alone, on a chain of its own. Written by
\`node test/contracts/gas/measure.ts\`; a test keeps it true. Gas is free on the consortium chain: what counts there is the cap of
16,777,216 gas per transaction. On a public chain it is paid.

| transaction | gas | prototype |
|---|---:|---:|
`
const tail = `
- An admission verifies a proof of possession by every key, reserves each for ever, keeps the public keys of nodes in state (so
  that one call gives an allow list), and counts the vote per chamber.
- Of what an action costs, its entry in the governance log is some 25,000 (the prototype's: 34,000): two slots, an event, a proxy.
- The first vote of a proposal opens the word of who has voted; later ones write into it. All votes of up to four chambers
  stand in one word, written when the proposal is made.
- A vote that reaches the quorum in the last quarter of its period costs more: it counts the chambers and moves the end.
- Anchoring in the steady state is what repeats: others' are 92,973 (OP's \`proposeL2Output\`, one root, no signature) and about
  80,000 (an EAS attestation). 21,000 is the transaction, some 10,000 the calldata, 9,300 three recoveries, 12,100 the three slots
  read and two written. With the larger numbers of a network of years it is some 70 more.
- For a batch, who may commit is read through two proxies (some 16,000), and that a root is committed once takes a new slot
  (22,100): with both, the prototype's 50,000 cannot be met.
`
