import type { Home } from '../home/home.ts'
import type { Signers } from '../home/unlock.ts'
import type { Signer } from '../signers/signer.ts'

/** Finds who signs for an account of a home; undefined where none of its keys does, or that key is elsewhere. */
export function signerOf({ record }: Pick<Home, 'record'>, signers: Pick<Signers, 'of'>) {
  return (account: string): Signer | undefined => {
    const key = record.keys.find(({ address }) => address.toLowerCase() === account.toLowerCase())
    return key === undefined || 'keptBy' in key ? undefined : signers.of(key.role)
  }
}
