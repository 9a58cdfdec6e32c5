import { resolve } from 'node:path'
import type { Unlock } from '../../network/consortium/member-options/member-options.ts'
import type { Environment } from '../environment.ts'
import { readPassphrase } from '../signers/passphrase.ts'

/** What a person has typed: a command that opens its home in two parts asks once. */
const typed = new WeakMap<Environment, string>()

/**
 * What opens a home's keystores.
 * @param unlock what its member.yaml says; a relative path begins in the home.
 */
export async function homePassphrase(dir: string, env: Environment, unlock: Unlock | undefined): Promise<string> {
  const known = typed.get(env)
  if (known !== undefined) return known
  const file = unlock?.by === 'file' ? resolve(dir, unlock.path) : undefined
  const passphrase = await readPassphrase(env, 'open', { file })
  if (!env.variables.QUORATE_PASSPHRASE_FILE && file === undefined) typed.set(env, passphrase)
  return passphrase
}
