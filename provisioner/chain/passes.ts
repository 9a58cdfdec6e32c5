import type { JsonRpcProvider } from 'ethers'
import type { Hex } from '../../network/hex.ts'
import { slugOf } from '../../network/slug.ts'
import { readPages } from './pages.ts'
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

/** Every pass that was given, in order. @param device of this one alone. */
export async function readPasses(provider: JsonRpcProvider, device?: Hex): Promise<PassOnChain[]> {
  const passes = await readPages((first, most) => read(provider, 'AccessPass', 'passes', first, most))
  const wanted = passes
    .map((given, i) => ({ given, pass: i + 1 }))
    .filter(({ given }) => device === undefined || given.device === device)
  return Promise.all(wanted.map(({ given, pass }) => passOf(provider, pass, given)))
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
