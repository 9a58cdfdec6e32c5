import { z } from 'zod'
import { specDigest } from '../../network/ceremony/identity.ts'
import { lockSchema } from '../../network/ceremony/lock.ts'
import { parseDocument } from '../../network/document.ts'
import type { Hex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { Contents, Manifest } from './contents.ts'
import type { KeptFile } from './kept-files.ts'

type Whose = Pick<Manifest, 'member' | 'chainId' | 'consortium'>

/**
 * A vault opens commitments of one member in one network: another's is not put into this home. A founder's home is bound to the
 * description, and the one that is made when its keys are lost to the founding: both are the same network where the home's own
 * lock says so.
 * @throws QuorateError BACKUP_OTHER
 */
export function refuseOtherVault(home: Whose & { readonly files: readonly KeptFile[] }, vault: Contents): void {
  const found = vault.manifest
  const same = found.member === home.member && found.chainId === home.chainId
  if (same && (found.consortium === home.consortium || namesOf(home).includes(found.consortium))) return
  throw backupOther('The vault’s backup is not of this home’s member and network.', {
    found: whose(found),
    expected: whose(home),
  })
}

const whose = ({ member, chainId, consortium }: Whose) => `${member} on chain ${chainId}, ${consortium}`

/** What homes of the network of this one are bound to. */
function namesOf({ consortium, files }: Whose & { readonly files: readonly KeptFile[] }): readonly Hex[] {
  for (const [path, schema] of [
    ['lock.json', lockSchema],
    ['directory.json', z.object({ lock: lockSchema }).transform(({ lock }) => lock)],
  ] as const) {
    const bytes = files.find((file) => file.path === path)?.bytes
    const parsed = parseDocument(schema, Buffer.from(bytes ?? []).toString('utf8'), path)
    if (!parsed.ok) continue
    const { founding } = parsed.value
    const names = [specDigest(founding.consortium), founding.foundingId]
    if (names.includes(consortium)) return names
  }
  return []
}

export function backupOther(says: string, facts: Record<string, string>): QuorateError {
  return new QuorateError('BACKUP_OTHER', says, {
    facts,
    remedy:
      'Give the home’s backup as FILE, and the backup of the same member’s vault with --vault; into a home that was made again, once it has its directory or lock (after quorate apply).',
  })
}
