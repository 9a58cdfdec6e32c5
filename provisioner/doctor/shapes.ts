import { z } from 'zod'
import type { Hex } from '../../network/hex.ts'

/** Shapes of Besu's answers, no more of each than is looked at. */
export const quantity = z
  .string()
  .regex(/^0x[0-9a-f]{1,16}$/)
  .transform(Number)

export const hash = z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-f]{64}$/.test(value))

export const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => text.toLowerCase() as Hex)

export const block = z.object({
  number: quantity,
  hash,
  timestamp: quantity,
  gasUsed: quantity,
  gasLimit: quantity,
  baseFeePerGas: quantity.optional(),
  logsBloom: z.string(),
  transactions: z.array(z.unknown()),
})

export type Block = z.output<typeof block>
