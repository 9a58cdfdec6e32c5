import { found } from '../../network/ceremony/found.ts'
import { consortiumOf } from '../../test/fixtures/consortia.ts'
import { cardFilesOf } from '../../test/fixtures/founders.ts'
import { median, type Row } from './row.ts'

const RUNS = 3

/** Description and signed cards in, genesis and its hash out. Keys are made beforehand. */
export async function genesis(): Promise<Row[]> {
  const rows: Row[] = []
  for (const validators of [4, 25, 100]) {
    const consortium = consortiumOf(validators)
    const cards = cardFilesOf(consortium)
    const seconds = await median(RUNS, async () => {
      const result = await found(consortium, cards, false)
      if (!result.ok) throw new Error(JSON.stringify(result.problems))
    })
    rows.push({ what: `genesis of ${validators} validators, founded from signed cards`, value: seconds, unit: 's' })
  }
  return rows
}
