import { z } from 'zod'
import { address20, anyHex, chainId, hash32 } from '../../fields.ts'
import { type EntryKind, entryKinds } from './entry-kinds.ts'

const entry = z.strictObject({
  index: z.number().int().positive(),
  kind: z.enum(entryKinds as readonly [EntryKind, ...EntryKind[]]),
  source: address20,
  time: z.number().int().nonnegative(),
  data: anyHex,
})

/** A copy of a governance log, as `quorate log --out` writes it. It proves nothing until it is held against a chain. */
export const logFileSchema = z.strictObject({
  format: z.literal('quorate/governance-log/1'),
  networkId: hash32,
  chainId,
  head: hash32,
  /** Those of after block 0, in their order. */
  entries: z.array(entry),
})

export type LogFile = z.output<typeof logFileSchema>
