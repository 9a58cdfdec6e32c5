import { resolve } from 'node:path'
import { approvalBytes } from '../../network/fields.ts'
import type { Hex } from '../../network/hex.ts'
import { readText } from '../founding/read-text.ts'
import { usage } from './input.ts'

/** What an officer elsewhere made of what it was to sign: a key's signature, or what its contract takes (ERC-1271). */
export async function readProof(cwd: string, file: string): Promise<Hex> {
  const proof = approvalBytes.safeParse((await readText(resolve(cwd, file))).trim().toLowerCase())
  if (proof.success) return proof.data
  throw usage(`${file} holds no signature: 0x and hex digits were expected, of 8192 bytes at most.`)
}
