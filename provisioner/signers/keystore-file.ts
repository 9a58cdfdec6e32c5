import { z } from 'zod'
import { QuorateError } from '../../network/quorate-error.ts'
import { fromBackup } from '../home/from-backup.ts'
import { scryptRefusal } from './scrypt.ts'

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-fA-F]{${length}}$`))

const cryptoSchema = z.object({
  cipher: z.literal('aes-128-ctr'),
  cipherparams: z.object({ iv: hex(32) }),
  ciphertext: hex(64),
  kdf: z.literal('scrypt'),
  kdfparams: z.object({
    n: z.number(),
    r: z.number(),
    p: z.number(),
    dklen: z.number(),
    salt: z.string().regex(/^([0-9a-fA-F]{2}){16,64}$/),
  }),
  mac: hex(64),
})

/** Web3 Secret Storage, version 3; ethers writes `Crypto`, the definition `crypto`. Fields of other wallets are let be. */
const keystoreSchema = z
  .object({ version: z.literal(3), id: z.string().optional(), address: z.string().optional(), crypto: cryptoSchema })
  .readonly()

export type Keystore = z.infer<typeof keystoreSchema>

/** Reads one keystore; nothing is derived yet. @throws QuorateError KEYSTORE_DAMAGED, KEYSTORE_KDF_REFUSED. */
export function parseKeystore(text: string, file: string): Keystore {
  const result = keystoreSchema.safeParse(lowerCrypto(parseJson(text, file)))
  if (!result.success) throw keystoreDamaged(file, z.prettifyError(result.error))
  const reason = scryptRefusal(result.data.crypto.kdfparams)
  if (reason === undefined) return result.data
  throw new QuorateError('KEYSTORE_KDF_REFUSED', `${file} asks for a key derivation that is refused: ${reason}`, {
    facts: { file, reason },
    remedy: 'Take a keystore whose scrypt parameters a standard wallet wrote; this one is damaged or hostile.',
  })
}

export function keystoreDamaged(file: string, reason: string): QuorateError {
  return new QuorateError('KEYSTORE_DAMAGED', `${file} is not a whole keystore: ${reason}`, {
    facts: { file, reason },
    remedy: `${fromBackup('it')} Nothing was changed or removed.`,
  })
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw keystoreDamaged(file, 'it is not JSON')
  }
}

function lowerCrypto(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('Crypto' in value) || 'crypto' in value) return value
  return { ...value, crypto: value.Crypto }
}
