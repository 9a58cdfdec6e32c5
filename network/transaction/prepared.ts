import { Transaction } from 'ethers'
import { z } from 'zod'
import { predeploys } from '../genesis/addresses.ts'
import { address, anyHex, chainId, hash32, quantityHex } from '../fields.ts'
import type { Hex } from '../hex.ts'
import { LONGEST_WORDS } from './words.ts'

const count = z.number().int().nonnegative()

/** One transaction as it is to be signed, whole: a signer elsewhere needs nothing else. */
const prepared = z.strictObject({
  /** In words, made anew from `data` by whoever reads it; nobody has to believe the file. */
  says: z.string().max(LONGEST_WORDS),
  from: address,
  to: address,
  data: anyHex,
  nonce: count,
  gas: count,
  /** RLP of the unsigned transaction: what every common tool signs. */
  unsigned: anyHex,
  /** The block at whose state the contracts took it. */
  takenAt: count,
  signed: anyHex.optional(),
})

/** What `--offline` writes, `sign` completes, and `send` sends, in order. */
export const transactionsSchema = z.strictObject({
  format: z.literal('quorate/transactions/1'),
  networkId: hash32,
  chainId,
  gasPrice: quantityHex.refine((price) => price === '0x0', 'gas is free on the consortium chain'),
  transactions: z.array(prepared).min(1).max(16),
})

export type Transactions = z.output<typeof transactionsSchema>
export type Prepared = Transactions['transactions'][number]

type Fields = Pick<Prepared, 'to' | 'data' | 'nonce' | 'gas'>

/** A transaction of these fields, as signers take it: legacy, of price and value zero. */
export function fieldsOf({ to, data, nonce, gas }: Fields, chainId: number) {
  return { type: 0, chainId, to, data, nonce, gasLimit: gas, gasPrice: 0n, value: 0n } as const
}

export function unsignedOf(fields: Fields, chain: number): Transaction {
  return Transaction.from(fieldsOf(fields, chain))
}

/** How a file's fields contradict one another; empty where none do. */
export function preparedFaults(one: Prepared, chain: number): string[] {
  const known: readonly string[] = Object.values(predeploys)
  return [
    ...(known.includes(one.to.toLowerCase()) ? [] : ['to: no contract of this network']),
    ...(unsignedOf(one, chain).unsignedSerialized === one.unsigned ? [] : ['unsigned: not of these fields']),
  ]
}

/** How signed bytes differ from what was prepared: every field counts, and the key. Empty where they are it. */
export function signedFaults(one: Prepared, chain: number, raw: string): string[] {
  const signed = parse(raw)
  if (signed === undefined || signed.from === null) return ['no signed transaction']
  const wanted = unsignedOf(one, chain)
  const fields = ['type', 'chainId', 'to', 'data', 'nonce', 'gasLimit', 'gasPrice', 'value'] as const
  const other = fields.filter((field) => String(signed[field]) !== String(wanted[field]))
  return [...other, ...(signed.from === one.from ? [] : [`signed by ${signed.from}`])]
}

function parse(raw: string): Transaction | undefined {
  try {
    return Transaction.from(raw)
  } catch {
    return undefined
  }
}

/** The hash under which a block will hold it. */
export function hashOf(raw: string): Hex {
  return (Transaction.from(raw).hash ?? '0x') as Hex
}
