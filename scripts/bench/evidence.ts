import { evidenceText } from '../../network/checkpoint/evidence.ts'
import { verifyEvidence } from '../../network/checkpoint/verify.ts'
import { evidenceOf, fileOf, worldOf } from '../../test/fixtures/evidence.ts'
import { median, type Row } from './row.ts'

const RUNS = 15

/** Public evidence of one record of a batch of 1,000, in a consortium of six of which four sign. */
export async function evidence(): Promise<Row[]> {
  const rows: Row[] = []
  for (const validators of [0, 6]) {
    const world = worldOf({ name: 'bench', members: 6, threshold: 4, validators })
    const text = evidenceText(evidenceOf(world))
    const seconds = await median(RUNS, () => {
      if (!verifyEvidence(fileOf(evidenceOf(world)), world.trust).good) throw new Error('honest evidence was refused')
    })
    const making = await median(RUNS, () => fileOf(evidenceOf(world)))
    const kind = validators === 0 ? 'without seals' : `with seals of ${validators} validators`
    rows.push({ what: `public evidence of one record, ${kind}`, value: text.length, unit: 'bytes' })
    rows.push({ what: `verified, ${kind}`, value: (seconds - making) * 1000, unit: 'ms' })
  }
  return rows
}
