import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { toHex } from '../../network/hex.ts'
import { organisationId } from '../../network/slug.ts'
import type { AtWork } from '../chain/as-member.ts'
import { read } from '../chain/read.ts'
import type { Vault } from './vault.ts'

/**
 * Commits on chain to every batch that the vault does not know to stand there. A batch that stands there, since a kill came
 * between the transaction and the note of it, is only noted: each is committed to once.
 * @returns hashes of the transactions that were sent.
 */
export async function commitBatches(at: AtWork, vault: Vault): Promise<string[]> {
  const me = organisationId(at.home.record.member)
  const sent: string[] = []
  for (const bytes of vault.uncommitted()) {
    const root = toHex(bytes)
    if ((await read(at.provider, 'CommitmentRegistry', 'numberOf', me, root)) === 0n) {
      const data = interfaceOf('CommitmentRegistry').encodeFunctionData('commit', [root])
      const call = { contract: 'CommitmentRegistry', data, what: 'a batch of commitments', as: 'agent' } as const
      sent.push((await at.send(call)).hash)
    }
    vault.setCommitted(bytes)
  }
  return sent
}
