import { measureAnchor } from '../../test/contracts/gas/anchor.ts'
import { startChain } from '../../test/contracts/gas/chain.ts'
import type { Row } from './row.ts'

/** Whole transactions, as receipts state them; below ours, what others are known to pay for a root or a statement. */
export async function anchorGas(): Promise<Row[]> {
  const ours = (await measureAnchor(await startChain(1), 5)).filter(({ what }) => what.startsWith('anchor'))
  return [
    ...ours.map(({ what, gas }) => ({ what, value: gas, unit: 'gas' })),
    { what: 'published: OP proposeL2Output, a root without signatures', value: 92_973, unit: 'gas' },
    { what: 'published: Snowbridge BEEFY', value: 1_595_534, unit: 'gas' },
  ]
}
