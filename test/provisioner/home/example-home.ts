import { randomBytes } from 'node:crypto'
import type { HomeContents } from '../../../provisioner/home/create-home.ts'
import type { KeyRole } from '../../../provisioner/signers/key-role.ts'
import { createKeystores } from '../../../provisioner/signers/keystore.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { REHEARSAL_N } from '../../../provisioner/signers/scrypt.ts'

export const PASSPHRASE = 'four words for a test'

const ROLES: readonly KeyRole[] = ['officer', 'agent', 'checkpoint', 'node/hospital-north-1']

export interface Example {
  readonly keys: ReadonlyMap<KeyRole, PrivateKey>
  readonly contents: HomeContents
}

/** A member's home for a rehearsal, and the keys that it encrypts. */
export async function exampleHome(scryptN = REHEARSAL_N): Promise<Example> {
  const keys = new Map(ROLES.map((role) => [role, PrivateKey.generate(randomBytes)]))
  const keystores = await createKeystores(keys, PASSPHRASE, { scryptN })
  return {
    keys,
    contents: {
      member: 'hospital-north',
      chamber: 'hospitals',
      chainId: 620620,
      consortium: { digest: `0x${'5a'.repeat(32)}` },
      foundedAt: 1_788_220_800,
      nodes: [{ name: 'hospital-north-1', duty: 'validator' }],
      rehearsal: true,
      keystores,
    },
  }
}
