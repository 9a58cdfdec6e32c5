import type { JsonRpcProvider } from 'ethers'
import type { Hex } from '../../network/hex.ts'
import { slugOf } from '../../network/slug.ts'
import { read, type Returned } from './read.ts'

export interface PassOnChain {
  /** From 1. */
  readonly pass: number
  readonly device: Hex
  readonly issuer: string
  readonly holder: string
  /** Unix seconds at which it ends. */
  readonly until: number
  readonly revoked: boolean
  readonly valid: boolean
}

/** Of one call: below the gas that nodes give a read. */
const PAGE = 500

/** Every pass that was given, in order. */
export async function readPasses(provider: JsonRpcProvider): Promise<PassOnChain[]> {
  const all: PassOnChain[] = []
  for (;;) {
    const first = all.length + 1
    const some = await read(provider, 'AccessPass', 'passes', BigInt(first), BigInt(PAGE))
    all.push(...(await Promise.all(some.map((one, i) => passOf(provider, first + i, one)))))
    if (some.length < PAGE) return all
  }
}

/** Undefined where there is none of this number. */
export async function readPass(provider: JsonRpcProvider, pass: number): Promise<PassOnChain | undefined> {
  const given = await read(provider, 'AccessPass', 'pass', BigInt(pass))
  return BigInt(given.device) === 0n ? undefined : passOf(provider, pass, given)
}

async function passOf(
  provider: JsonRpcProvider,
  pass: number,
  { device, issuer, holder, until, revoked }: Returned<'AccessPass', 'pass'>,
): Promise<PassOnChain> {
  const valid = await read(provider, 'AccessPass', 'isValid', BigInt(pass))
  return { pass, device, issuer: slugOf(issuer), holder: slugOf(holder), until: Number(until), revoked, valid }
}
