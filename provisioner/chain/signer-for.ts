import type { Signers } from '../home/unlock.ts'
import type { KeyRole } from '../signers/key-role.ts'
import type { Signer } from '../signers/signer.ts'

/** Finds which of a member's keys signs for an account, of those with these roles. */
export function signerFor(signers: Pick<Signers, 'of'>, roles: readonly KeyRole[]) {
  return (account: string): Signer | undefined =>
    roles.map((role) => signers.of(role)).find(({ address }) => address === account.toLowerCase())
}
