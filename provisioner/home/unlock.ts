import type { Hex } from '../../network/hex.ts'
import type { Environment } from '../environment.ts'
import type { KeyRole } from '../signers/key-role.ts'
import { openKeystores } from '../signers/keystore.ts'
import { KeystoreSigner } from '../signers/keystore-signer.ts'
import { readPassphrase } from '../signers/passphrase.ts'
import { type Home, homeDamaged, homePaths } from './home.ts'

/** What a person has typed: a command that opens its home in two parts asks once. */
const typed = new WeakMap<Environment, string>()

async function passphraseOf(env: Environment): Promise<string> {
  const known = typed.get(env)
  if (known !== undefined) return known
  const passphrase = await readPassphrase(env, 'open')
  if (!env.variables.QUORATE_PASSPHRASE_FILE) typed.set(env, passphrase)
  return passphrase
}

/** A member's keys, ready to sign. */
export interface Signers {
  of(role: KeyRole): KeystoreSigner
  /** The private key of one of the member's nodes, which Besu itself has to read: 0x and 64 hex digits. */
  nodeKey(node: string): Hex
}

/** Asks for the passphrase where it has to, and opens the home's keys with one scrypt. */
export async function unlock(home: Home, env: Environment): Promise<Signers> {
  const keys = await openKeystores(home.keystores, await passphraseOf(env))
  const keyOf = (role: KeyRole) => {
    const key = keys.get(role)
    if (key === undefined) throw homeDamaged(homePaths.record(home.dir), `it names no ${role} key`)
    return key
  }
  return {
    of: (role) => new KeystoreSigner(keyOf(role)),
    nodeKey: (node) => keyOf(`node/${node}`).reveal(),
  }
}
