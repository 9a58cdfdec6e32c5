import { memberOptionsSchema } from '../../network/consortium/member-options/member-options.ts'
import { keptOptions } from './kept-options.ts'

/** Into how many parts a home's member.yaml divides what its relayer has: the default where it keeps none. */
export async function purseParts(home: string): Promise<number> {
  const { relayer } =
    (await keptOptions(home)) ?? memberOptionsSchema.parse({ format: 'quorate/member/1', target: 'embedded' })
  return relayer.purseParts
}
