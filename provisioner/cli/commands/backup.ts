import { realpath } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { namedFiles } from '../../../network/consortium/member-options/named-files.ts'
import { type Backup, makeBackup } from '../../backup/make-backup.ts'
import type { Environment } from '../../environment.ts'
import { keptOptions } from '../../home/kept-options.ts'
import { homePassphrase } from '../../home/home-passphrase.ts'
import { readUnlock } from '../../home/read-unlock.ts'
import { whenHomeIsFree } from '../../home/when-free.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/**
 * One encrypted file of all that this member cannot make again. The vault only with `--with-vault`, and into a file of its
 * own: what may have to be erased must not live on in copies that are kept for the sake of the keys.
 */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const out = resolve(env.cwd, input.required('out'))
  if (`${await real(dirname(out))}${sep}`.startsWith((await real(env.home)) + sep)) {
    throw usage('A backup that lies in the home is lost with it; give --out a place on another disk.')
  }
  const withVault = input.flag('withVault')
  const options = await keptOptions(env.home)
  const apart = options === undefined ? [] : namedFiles(options)
  const { home, vault } = await makeBackup(env.home, {
    out,
    vaultOut: withVault ? `${out}.vault` : undefined,
    passphrase: async () => homePassphrase(env.home, env, await readUnlock(env.home)),
    whenFree: (dir, work) => whenHomeIsFree(env, dir, work),
    now: () => env.now(),
  })
  return {
    json: { home: said(home), notIn: apart, vault: vault === undefined ? null : said(vault) },
    text: [
      `Backup of ${home.manifest.member}: ${home.files.length} files in ${home.file}`,
      `  sha256 ${home.sha256}`,
      ...(vault === undefined ? noVault(withVault) : vaultText(vault)),
      ...apart.map((file) => `  not in it: ${file}, which member.yaml names`),
      'It opens with the passphrase that the home has now. Try it: quorate restore FILE --home ./elsewhere',
    ],
    good: true,
  }
}

/** Whatever links lead there. */
const real = (place: string): Promise<string> => realpath(place).catch(() => resolve(place))

function said({ file, files, sha256 }: Backup) {
  return { file, files, sha256 }
}

function noVault(wanted: boolean): string[] {
  if (wanted) return ['The home has no vault yet: nothing was written of it.']
  return ['The vault is not in it. --with-vault backs it up apart, to be deleted when what is in it has to be erased.']
}

function vaultText({ file, sha256 }: Backup): string[] {
  return [
    `Backup of the vault in ${file}`,
    `  sha256 ${sha256}`,
    '  It holds values and salts: whatever is erased from the vault has to be erased from this file too.',
  ]
}
