import { createCipheriv, createDecipheriv, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { type Hex, toHex } from '../../network/hex.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { fromBackup } from '../home/from-backup.ts'
import type { KeyRole } from './key-role.ts'
import { type Keystore, keystoreDamaged, parseKeystore } from './keystore-file.ts'
import { PrivateKey } from './private-key.ts'
import { deriveKey, type ScryptParameters } from './scrypt.ts'

/** One encrypted key: `text` is a Web3 Secret Storage v3 document that any standard wallet opens by itself. */
export interface KeystoreFile {
  readonly role: KeyRole
  readonly address: Hex
  readonly publicKey: Hex
  /** Where it stands, for messages. */
  readonly file: string
  readonly text: string
}

/**
 * Encrypts a member's keys. All files share one salt and so one scrypt derivation per home; each has an IV of its own,
 * which is what AES-CTR needs to be safe under a shared key.
 */
export async function createKeystores(
  keys: ReadonlyMap<KeyRole, PrivateKey>,
  passphrase: string,
  { scryptN }: { scryptN: number },
): Promise<KeystoreFile[]> {
  const kdfparams = { n: scryptN, r: 8, p: 1, dklen: 32, salt: randomBytes(32).toString('hex') }
  const derived = await deriveKey(passphrase, kdfparams)
  const files = [...keys].map(([role, key]) => ({
    role,
    address: key.address,
    publicKey: key.publicKey,
    file: `${role.replace('/', '-')}.json`,
    text: `${JSON.stringify(encrypt(key, derived, kdfparams), null, 2)}\n`,
  }))
  derived.fill(0)
  return files
}

/**
 * Unlocks a home's keys with one scrypt. Every key is checked against its recorded address.
 * @throws QuorateError WRONG_PASSPHRASE, KEYSTORE_DAMAGED, KEYSTORE_KDF_REFUSED; none holds a secret.
 */
export async function openKeystores(
  files: readonly KeystoreFile[],
  passphrase: string,
): Promise<Map<KeyRole, PrivateKey>> {
  const parsed = files.map((file) => ({ file, keystore: parseKeystore(file.text, file.file) }))
  const groups = new Map<string, Opening[]>()
  for (const opening of parsed)
    groups.set(derivationOf(opening), [...(groups.get(derivationOf(opening)) ?? []), opening])
  const keys = new Map<KeyRole, PrivateKey>()
  for (const group of groups.values()) {
    for (const [role, key] of await openGroup(group, passphrase)) keys.set(role, key)
  }
  return keys
}

interface Opening {
  readonly file: KeystoreFile
  readonly keystore: Keystore
}

/** Opens with one derivation the files that share its parameters. */
async function openGroup(group: readonly Opening[], passphrase: string): Promise<[KeyRole, PrivateKey][]> {
  const [first] = group
  if (first === undefined) return []
  const derived = await deriveKey(passphrase, first.keystore.crypto.kdfparams)
  try {
    // One file that answers vouches for the passphrase; another that does not is then damaged.
    if (!group.some(({ keystore }) => answers(keystore, derived))) throw wrongPassphrase(first.file.file)
    return group.map(({ file, keystore }) => [file.role, decrypt(file, keystore, derived)])
  } finally {
    derived.fill(0)
  }
}

function derivationOf({ keystore: { crypto } }: Opening): string {
  const { n, r, p, salt } = crypto.kdfparams
  return `${n}/${r}/${p}/${salt.toLowerCase()}`
}

function encrypt(key: PrivateKey, derived: Buffer, kdfparams: ScryptParameters) {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv)
  const ciphertext = Buffer.concat([cipher.update(key.reveal().slice(2), 'hex'), cipher.final()])
  return {
    version: 3,
    id: randomUUID(),
    address: key.address.slice(2),
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: iv.toString('hex') },
      ciphertext: ciphertext.toString('hex'),
      kdf: 'scrypt',
      kdfparams,
      mac: macOf(derived, ciphertext).toString('hex'),
    },
  }
}

function decrypt(file: KeystoreFile, keystore: Keystore, derived: Buffer): PrivateKey {
  if (!answers(keystore, derived)) throw keystoreDamaged(file.file, 'its ciphertext and its MAC disagree')
  const { ciphertext, cipherparams } = keystore.crypto
  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), Buffer.from(cipherparams.iv, 'hex'))
  const key = privateKey(Buffer.concat([decipher.update(ciphertext, 'hex'), decipher.final()]))
  // The MAC covers the ciphertext and not the IV: only the address shows a damaged IV or files that changed places.
  if (key?.address === file.address.toLowerCase()) return key
  throw keystoreDamaged(file.file, `it holds another key than that of ${file.address}`)
}

function privateKey(secret: Buffer): PrivateKey | undefined {
  try {
    return new PrivateKey(toHex(secret))
  } catch {
    return undefined
  } finally {
    secret.fill(0)
  }
}

function answers({ crypto }: Keystore, derived: Buffer): boolean {
  return timingSafeEqual(Buffer.from(crypto.mac, 'hex'), macOf(derived, Buffer.from(crypto.ciphertext, 'hex')))
}

function macOf(derived: Buffer, ciphertext: Buffer): Buffer {
  return Buffer.from(keccak_256(Buffer.concat([derived.subarray(16, 32), ciphertext])))
}

function wrongPassphrase(file: string): QuorateError {
  return new QuorateError('WRONG_PASSPHRASE', `The passphrase does not open ${file}.`, {
    facts: { file },
    remedy: `Give the passphrase this home was made with. Where it is certainly right: ${fromBackup('the file')}`,
  })
}
