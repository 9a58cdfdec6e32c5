import { resolve } from 'node:path'
import { isoOf } from '../../../network/fields.ts'
import { lookForTwin } from '../../backup/look-for-twin.ts'
import { type Restored, readBackup, restoreHome } from '../../backup/restore-home.ts'
import { restoreVault } from '../../backup/restore-vault.ts'
import { liftTwinGuard } from '../../backup/twin-guard.ts'
import type { Environment } from '../../environment.ts'
import { readLock } from '../../founding/read.ts'
import { refuseExistingHome } from '../../home/create-home.ts'
import { homePaths } from '../../home/home.ts'
import { openHome } from '../../home/open-home.ts'
import { readPassphrase } from '../../signers/passphrase.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/**
 * Makes a home again from its backup. Its nodes start once it is sure that the old ones do not run: by the operator's word
 * (`--old-node-is-gone`), or by what the chain shows (`--rpc`); both may be given with the backup or later.
 */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const [file] = input.optional(0)
  const vault = input.text('vault')
  const sure = input.flag('oldNodeIsGone') || input.text('rpc') !== undefined
  if (file === undefined && vault === undefined && !sure)
    throw usage('Give the backup to restore, or --vault, --old-node-is-gone or --rpc for a home that stands.')
  const restored = file === undefined ? undefined : await restore(env, { file, vault })
  const vaults = restored === undefined && vault !== undefined ? await vaultOnly(env, vault) : []
  // Should a twin be seen now, the home stands all the same.
  if (sure) for (const line of restored?.text ?? []) env.progress(line)
  const lifted = sure ? await lift(input, env) : undefined
  const first = sure ? [] : (restored?.text ?? [])
  const byChain = sure && !input.flag('oldNodeIsGone')
  const lines = [...first, ...vaults, ...(lifted === undefined ? [] : liftedText(lifted, byChain))]
  return {
    json: { home: resolve(env.home), ...restored?.json, vault: vault ?? null, nodesMayStart: lifted !== undefined },
    text: lines,
    good: true,
  }
}

async function restore(env: Environment, given: { file: string; vault: string | undefined }) {
  await refuseExistingHome(env.home)
  const passphrase = asked(env)
  const read = (path: string, holds: 'home' | 'vault') => readBackup(resolve(env.cwd, path), { holds, passphrase })
  const backup = await read(given.file, 'home')
  const vault = given.vault === undefined ? undefined : await read(given.vault, 'vault')
  const now = env.now()
  const home = await restoreHome(env.home, backup, { file: given.file, vault, now })
  const files = backup.contents.files.length
  const { member } = home.record
  return {
    json: { member, madeAt: backup.madeAt, restoredAt: isoOf(now), files },
    text: [
      `Home of ${member} in ${home.dir}, as it was at ${backup.madeAt}: ${files} files, each as its digest says`,
      `Restored at ${isoOf(now)} by this machine’s clock`,
      'It signs no checkpoint until a whole window of the board has passed: what it signed since then it does not know.',
      'Its nodes start when the old ones are gone for good: quorate restore --old-node-is-gone, and then quorate apply.',
      ...(vault === undefined ? [] : [vaultText(vault)]),
    ],
  }
}

/** A passphrase is asked for once, however many files it opens. */
function asked(env: Environment): () => Promise<string> {
  let passphrase: Promise<string> | undefined
  return () => (passphrase ??= readPassphrase(env, 'open'))
}

async function vaultOnly(env: Environment, file: string): Promise<string[]> {
  const home = await openHome(env.home)
  const vault = await readBackup(resolve(env.cwd, file), { holds: 'vault', passphrase: asked(env) })
  await restoreVault(home, vault, env.now)
  return [vaultText(vault)]
}

function vaultText({ madeAt }: Restored): string {
  return `The vault is as it was at ${madeAt}: what was erased since then has to be erased again before anything is opened.`
}

async function lift(input: Input, env: Environment): Promise<boolean> {
  const { dir, record } = await openHome(env.home)
  const rpc = input.text('rpc')
  if (input.flag('oldNodeIsGone') || rpc === undefined) return liftTwinGuard(dir, { by: 'operator' }, env.now)
  const lock = await readLock(homePaths.agreed(dir))
  const { upTo, blocks } = await lookForTwin(rpc, { record, lock, now: env.now() })
  return liftTwinGuard(dir, { by: 'chain', upTo, blocks }, env.now)
}

function liftedText(stood: boolean, byChain: boolean): string[] {
  if (!stood) return ['Nothing kept its nodes from starting.']
  const present =
    'The chain shows the present only: erase the old machine before it is switched on again, or both sign.'
  return [...(byChain ? [present] : []), 'Its nodes may start: quorate apply.']
}
