import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../../network/canonical.ts'
import { hash32, instant } from '../../network/fields.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { sha256 } from '../home/home-record.ts'
import { deriveKey, scryptRefusal } from '../signers/scrypt.ts'
import { holdings } from './contents.ts'

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))

/** What is said in the open, and covered by the encryption's tag. */
const openSchema = z.strictObject({
  format: z.literal('quorate/backup/1'),
  holds: z.enum(holdings),
  madeAt: instant,
  cipher: z.literal('aes-256-gcm'),
  kdf: z.strictObject({ name: z.literal('scrypt'), n: z.number(), r: z.number(), p: z.number(), salt: hex(32) }),
  nonce: hex(12),
})

/** The first line. `bytes` and `sha256` of what follows, and `check` of the line, tell an accident from a wrong passphrase. */
const headerSchema = openSchema.extend({
  bytes: z.number().int().positive(),
  sha256: hash32,
  check: hash32,
})

type Header = z.output<typeof headerSchema>
export type Said = Pick<Header, 'holds' | 'madeAt'>

const TAG = 16
const LONGEST_HEADER = 4096

/**
 * Encrypts a backup: one line of JSON, then AES-256-GCM's ciphertext and tag. The key is scrypt's of the passphrase with a
 * salt of its own, so that no nonce is ever used twice under one key.
 */
export async function sealFile(
  plain: Uint8Array,
  passphrase: string,
  { holds, madeAt, scryptN }: Said & { readonly scryptN: number },
): Promise<Buffer> {
  const kdf = { name: 'scrypt', n: scryptN, r: 8, p: 1, salt: randomBytes(32).toString('hex') } as const
  const nonce = randomBytes(12)
  const open = { format: 'quorate/backup/1', holds, madeAt, cipher: 'aes-256-gcm', kdf, nonce: nonce.toString('hex') }
  const key = await deriveKey(passphrase, { ...kdf, dklen: 32 })
  try {
    const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
    cipher.setAAD(Buffer.from(canonicalJson(open)))
    const body = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    const line = { ...open, bytes: body.length, sha256: sha256(body) }
    return Buffer.concat([Buffer.from(`${JSON.stringify({ ...line, check: sha256(canonicalJson(line)) })}\n`), body])
  } finally {
    key.fill(0)
  }
}

/**
 * Decrypts a backup, or says what is wrong with the file. Whether it is whole is told before the passphrase is used.
 * @throws QuorateError BACKUP_DAMAGED, BACKUP_NEWER, WRONG_PASSPHRASE
 */
export async function openFile(
  bytes: Buffer,
  passphrase: () => Promise<string>,
  file: string,
): Promise<Said & { readonly plain: Buffer }> {
  const { header, body } = readWhole(bytes, file)
  const { bytes: _, sha256: __, check: ___, ...open } = header
  const { n, r, p, salt } = header.kdf
  const parameters = { n, r, p, dklen: 32, salt }
  const refusal = scryptRefusal(parameters)
  if (refusal !== undefined) throw backupDamaged(file, `it asks for a key derivation that is refused: ${refusal}`)
  const key = await deriveKey(await passphrase(), parameters)
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(header.nonce, 'hex'), { authTagLength: TAG })
    decipher.setAAD(Buffer.from(canonicalJson(open)))
    decipher.setAuthTag(body.subarray(body.length - TAG))
    const plain = Buffer.concat([decipher.update(body.subarray(0, body.length - TAG)), decipher.final()])
    return { holds: header.holds, madeAt: header.madeAt, plain }
  } catch (cause) {
    throw wrongPassphrase(file, cause)
  } finally {
    key.fill(0)
  }
}

function readWhole(bytes: Buffer, file: string): { header: Header; body: Buffer } {
  const end = bytes.subarray(0, LONGEST_HEADER).indexOf('\n')
  if (end < 0) throw backupDamaged(file, 'its first line is not that of a backup, or is cut short')
  const header = headerOf(bytes.toString('utf8', 0, end), file)
  const body = bytes.subarray(end + 1)
  if (body.length !== header.bytes) {
    throw backupDamaged(file, `${body.length} bytes follow its first line, and ${header.bytes} should`)
  }
  if (body.length < TAG || sha256(body) !== header.sha256) {
    throw backupDamaged(file, 'its content is not what its first line says')
  }
  return { header, body }
}

function headerOf(text: string, file: string): Header {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw backupDamaged(file, 'its first line is not that of a backup')
  }
  const { format } = (value ?? {}) as { format?: unknown }
  if (typeof format === 'string' && /^quorate\/backup\/([2-9]|[1-9]\d{1,5})$/.test(format)) throw newer(file, format)
  const parsed = headerSchema.safeParse(value)
  if (!parsed.success) throw backupDamaged(file, 'its first line is not that of a backup')
  const { check, ...line } = parsed.data
  if (check !== sha256(canonicalJson(line)))
    throw backupDamaged(file, 'its first line and the check sum there disagree')
  return parsed.data
}

export function backupDamaged(file: string, reason: string): QuorateError {
  return new QuorateError('BACKUP_DAMAGED', `${file} is no whole backup: ${reason}.`, {
    facts: { file, reason },
    remedy: 'Take another copy of this backup, or an earlier one. Nothing was written.',
  })
}

function newer(file: string, format: string): QuorateError {
  return new QuorateError('BACKUP_NEWER', `${file} is of ${format}; this release reads quorate/backup/1.`, {
    facts: { file, format, reads: 'quorate/backup/1' },
    remedy: 'Use the release that made this backup, or a later one. Nothing was written.',
  })
}

function wrongPassphrase(file: string, cause: unknown): QuorateError {
  return new QuorateError('WRONG_PASSPHRASE', `The passphrase does not open ${file}.`, {
    facts: { file },
    remedy:
      'Give the passphrase that the home had when the backup was made. Where it is certainly right, the file was changed on purpose: take another copy.',
    cause,
  })
}
