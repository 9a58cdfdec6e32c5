import { z } from 'zod'
import { consortiumSchema } from '../consortium/consortium.ts'
import { anyHex, chainId, hash32 } from '../fields.ts'
import { cardSchema } from './card.ts'

const genesisSchema = z.strictObject({
  config: z.looseObject({ chainId, pragueTime: z.literal(0).optional(), osakaTime: z.literal(0).optional() }),
  nonce: z.string(),
  timestamp: z.string(),
  gasLimit: z.string(),
  difficulty: z.string(),
  mixHash: hash32,
  coinbase: anyHex,
  extraData: anyHex,
  alloc: z.record(
    anyHex,
    z.strictObject({ balance: z.string(), nonce: z.string(), code: anyHex, storage: z.record(hash32, hash32) }),
  ),
})

/** Everything that founds a network, in one file: who asked for what, and what follows from it. */
export const foundingSchema = z.strictObject({
  format: z.literal('quorate/founding/1'),
  /** The description in its canonical form. */
  consortium: consortiumSchema,
  /** In the order of the members' names. */
  cards: z.array(cardSchema),
  rehearsal: z.boolean(),
  /** SHA-256 of the contracts' creation code: kits with other contracts derive another genesis. */
  contracts: hash32,
  chainId,
  foundingId: hash32,
  networkId: hash32,
  genesisHash: hash32,
  stateRoot: hash32,
  genesis: genesisSchema,
})

export type Founding = z.output<typeof foundingSchema>
