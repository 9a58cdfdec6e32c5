import { scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { scryptAsync } from '@noble/hashes/scrypt.js'

/** The scrypt parameters as Web3 Secret Storage names them; `salt` in hex without 0x. */
export interface ScryptParameters {
  readonly n: number
  readonly r: number
  readonly p: number
  readonly dklen: number
  readonly salt: string
}

/** What production homes use: 128 MiB and about half a second for each guess. */
export const PRODUCTION_N = 2 ** 17
/** What rehearsal homes may use: quick and weak, marked as such. */
export const REHEARSAL_N = 2 ** 12

/** Whoever writes a keystore controls its parameters: these bounds keep one file from taking the machine. */
const MAX_MEMORY = 256 * 2 ** 20
const MAX_WORK = 2 ** 22

/** Says why parameters are refused, or nothing where deriving with them is safe. */
export function scryptRefusal({ n, r, p, dklen }: ScryptParameters): string | undefined {
  if (![n, r, p].every((value) => Number.isSafeInteger(value) && value > 0)) return 'n, r and p must be whole and > 0'
  if (n < 2 || !Number.isInteger(Math.log2(n))) return `n must be a power of two, found ${n}`
  if (dklen !== 32) return `dklen must be 32, found ${dklen}`
  if (128 * n * r > MAX_MEMORY) return `128·n·r must be at most ${MAX_MEMORY} bytes, found ${128 * n * r}`
  if (n * r * p > MAX_WORK) return `n·r·p must be at most ${MAX_WORK}, found ${n * r * p}`
  return undefined
}

/** Whether guessing a passphrase costs at least what production asks for. */
export function isProductionStrength({ n, r, p }: ScryptParameters): boolean {
  return n >= PRODUCTION_N && r >= 8 && p >= 1
}

/** The 32 bytes that open every keystore with these parameters. Call `scryptRefusal` first. */
export async function deriveKey(passphrase: string, parameters: ScryptParameters): Promise<Buffer> {
  const { n: N, r, p, dklen, salt } = parameters
  // NFKC as ethers and the wallets do, so that one passphrase typed on two keyboards is one passphrase.
  const secret = Buffer.from(passphrase.normalize('NFKC'))
  const salted = Buffer.from(salt, 'hex')
  try {
    // RFC 7914, 2: n < 2^(128·r/8). OpenSSL insists; old keystores, the definition's own vector among them, do not keep to it.
    if (N >= 2 ** (16 * r)) return Buffer.from(await scryptAsync(secret, salted, { N, r, p, dkLen: dklen }))
    const maxmem = 128 * (N + p + 2) * r + 2 ** 20
    return await promisify<Buffer, Buffer, number, object, Buffer>(scrypt)(secret, salted, dklen, { N, r, p, maxmem })
  } finally {
    secret.fill(0)
  }
}
