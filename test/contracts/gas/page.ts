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
}

/** docs/gas.md: what a whole transaction uses, beside what a prototype used. */
export function page(rows: readonly Measured[]): string {
  const lines = rows.map(({ what, gas }) => `| ${what} | ${gas.toLocaleString('en')} | ${prototypes[what] ?? ''} |`)
  return `${head}${lines.join('\n')}\n${tail}`
}

const head = `# Gas

Whole transactions, as a receipt states them (intrinsic gas and calldata included), through the proxies, under Osaka, in a
network of six members in three chambers. Written by \`node test/contracts/gas/measure.ts\`; a test keeps it true. Gas is
free on the consortium chain: what counts there is the cap of 16,777,216 gas per transaction.

| transaction | gas | prototype |
|---|---:|---:|
`
const tail = `
- The prototype's admission registered no node, verified no card and checked no key for use elsewhere. Here an admission
  verifies a proof of possession by every key, reserves each for ever, keeps the public keys of nodes in state (so that one
  call gives an allow list), and counts the vote per chamber.
- The first vote of a proposal opens the word of who has voted; later ones write into it. All votes of up to four chambers
  stand in one word, written when the proposal is made.
- A vote that reaches the quorum in the last quarter of its period costs more: it counts the chambers and moves the end.
`
