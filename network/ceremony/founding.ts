import { z } from 'zod'
import { consortiumSchema } from '../consortium/consortium.ts'
import { address20, anyHex, chainId, hash32, quantityHex } from '../fields.ts'
import { cardSchema } from './card.ts'

const allocEntry = z.strictObject({
  balance: quantityHex,
  nonce: quantityHex,
  code: anyHex,
  storage: z.record(hash32, hash32),
})

/** Closed, since a node obeys whatever else stands there. */
const genesisConfig = z.strictObject({
  chainId,
  berlinBlock: z.literal(0),
  londonBlock: z.literal(0),
  shanghaiTime: z.literal(0),
  cancunTime: z.literal(0),
  pragueTime: z.literal(0).optional(),
  osakaTime: z.literal(0).optional(),
  zeroBaseFee: z.literal(true),
  qbft: z.strictObject({
    blockperiodseconds: z.number().int().positive(),
    epochlength: z.number().int().positive(),
    requesttimeoutseconds: z.number().int().positive(),
  }),
})

const genesisSchema = z.strictObject({
  config: genesisConfig,
  nonce: quantityHex,
  timestamp: quantityHex,
  gasLimit: quantityHex,
  difficulty: quantityHex,
  mixHash: hash32,
  coinbase: address20,
  extraData: anyHex,
  alloc: z.record(address20, allocEntry),
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
