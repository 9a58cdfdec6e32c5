import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { createKeystores, openKeystores, type KeystoreFile } from '../../../provisioner/signers/keystore.ts'
import { parseKeystore } from '../../../provisioner/signers/keystore-file.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { REHEARSAL_N } from '../../../provisioner/signers/scrypt.ts'

let file: KeystoreFile
beforeAll(async () => {
  const keys = new Map([['officer', PrivateKey.generate(randomBytes)]] as const)
  const [made] = await createKeystores(keys, 'four words for a test', { scryptN: REHEARSAL_N })
  if (made === undefined) throw new Error('no keystore')
  file = made
})

function withCrypto(change: object): string {
  const document = JSON.parse(file.text)
  return JSON.stringify({ ...document, crypto: { ...document.crypto, ...change } })
}

const withKdf = (change: object) => withCrypto({ kdfparams: { ...JSON.parse(file.text).crypto.kdfparams, ...change } })

describe('reading a keystore', () => {
  it.each([
    ['memory without end', { n: 2 ** 30 }],
    ['memory by r', { n: 2 ** 17, r: 2 ** 20 }],
    ['time without end', { p: 2 ** 24 }],
    ['time by n and p', { n: 2 ** 18, r: 1, p: 2 ** 10 }],
    ['n that is no power of two', { n: 4095 }],
    ['n of one', { n: 1 }],
    ['n below zero', { n: -4096 }],
    ['a broken r', { r: 1.5 }],
    ['p of zero', { p: 0 }],
    ['n beyond exact numbers', { n: 2 ** 60 }],
    ['a key of another length', { dklen: 64 }],
  ])('refuses before deriving: %s', async (_, change) => {
    const hostile = { ...file, text: withKdf(change) }
    await expect(openKeystores([hostile], 'four words for a test')).rejects.toMatchObject({
      code: 'KEYSTORE_KDF_REFUSED',
      facts: { file: 'officer.json' },
    })
  })

  it.each([
    ['another cipher', () => withCrypto({ cipher: 'aes-128-cbc' })],
    ['another kdf', () => withCrypto({ kdf: 'pbkdf2' })],
    ['an IV of another length', () => withCrypto({ cipherparams: { iv: '00' } })],
    ['a ciphertext of another length', () => withCrypto({ ciphertext: 'ab'.repeat(33) })],
    ['a salt that is no hex', () => withKdf({ salt: 'salt'.repeat(16) })],
    ['an n that is text', () => withKdf({ n: '4096' })],
    ['another version', () => JSON.stringify({ ...JSON.parse(file.text), version: 1 })],
    ['null', () => 'null'],
    ['a list', () => '[]'],
  ])('names the file where it holds %s', (_, text) => {
    expect(() => parseKeystore(text(), 'keys/officer.json')).toThrow(
      expect.objectContaining({
        code: 'KEYSTORE_DAMAGED',
        facts: expect.objectContaining({ file: 'keys/officer.json' }),
      }),
    )
  })

  it('names the file where it was cut short', () => {
    for (let eighth = 0; eighth < 8; eighth += 1) {
      const text = file.text.slice(0, Math.floor((file.text.length * eighth) / 8))
      expect(() => parseKeystore(text, 'f')).toThrow(expect.objectContaining({ code: 'KEYSTORE_DAMAGED' }))
    }
  })

  it('takes what wallets add and how they spell crypto', () => {
    const { crypto, ...rest } = JSON.parse(file.text)
    const text = JSON.stringify({ ...rest, Crypto: crypto, 'x-ethers': { client: 'ethers' } })
    expect(parseKeystore(text, 'f').crypto).toEqual(crypto)
  })
})
