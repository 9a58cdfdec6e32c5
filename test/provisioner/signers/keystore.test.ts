import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { computeAddress, decryptKeystoreJson, encryptKeystoreJson } from 'ethers'
import type { Hex } from '../../../network/hex.ts'
import type { KeyRole } from '../../../provisioner/signers/key-role.ts'
import { createKeystores, type KeystoreFile, openKeystores } from '../../../provisioner/signers/keystore.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { PRODUCTION_N, REHEARSAL_N } from '../../../provisioner/signers/scrypt.ts'

const PASSPHRASE = 'four words for a test'
const ROLES: readonly KeyRole[] = ['officer', 'agent', 'node/hospital-north-1']

let keys: Map<KeyRole, PrivateKey>
let files: KeystoreFile[]
beforeAll(async () => {
  keys = new Map(ROLES.map((role) => [role, PrivateKey.generate(randomBytes)]))
  files = await createKeystores(keys, PASSPHRASE, { scryptN: REHEARSAL_N })
})

/** A foreign keystore in the place of an officer's. */
function foreign(text: string, secret: Hex): KeystoreFile {
  const { address, publicKey } = new PrivateKey(secret)
  return { role: 'officer', address, publicKey, file: 'officer.json', text }
}

const secretsOf = (opened: ReadonlyMap<KeyRole, PrivateKey>) => [...opened].map(([role, key]) => [role, key.reveal()])

describe('keystores', () => {
  it('open with their passphrase, each to the key of its role', async () => {
    expect(secretsOf(await openKeystores(files, PASSPHRASE))).toEqual(secretsOf(keys))
  })

  it('share one salt and one derivation, and no IV', () => {
    const parsed = files.map(({ text }) => JSON.parse(text).crypto)
    expect(new Set(parsed.map(({ kdfparams }) => JSON.stringify(kdfparams))).size).toBe(1)
    expect(new Set(parsed.map(({ cipherparams }) => cipherparams.iv)).size).toBe(files.length)
    expect(parsed[0].kdfparams).toMatchObject({ n: 4096, r: 8, p: 1, dklen: 32 })
  })

  it('cost one derivation to open, however many there are', async () => {
    const many = new Map(
      Array.from({ length: 8 }, (_, i) => [`node/n-${i}`, PrivateKey.generate(randomBytes)] as const),
    )
    const made = await createKeystores(many, PASSPHRASE, { scryptN: 2 ** 16 })
    const costOf = async (some: readonly KeystoreFile[]) => {
      const before = process.cpuUsage()
      await openKeystores(some, PASSPHRASE)
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    await openKeystores(files, PASSPHRASE)
    expect(await costOf(made)).toBeLessThan(3 * (await costOf(made.slice(0, 1))))
  }, 60_000)

  it('open one by one in ethers', async () => {
    for (const { role, text, address } of files) {
      const account = await decryptKeystoreJson(text, PASSPHRASE)
      expect(account.privateKey).toBe(keys.get(role)?.reveal())
      expect(account.address.toLowerCase()).toBe(address)
    }
  })

  it('of ethers open here', async () => {
    const secret = PrivateKey.generate(randomBytes).reveal()
    const account = { address: computeAddress(secret), privateKey: secret }
    const text = await encryptKeystoreJson(account, PASSPHRASE, { scrypt: { N: 4096, r: 8, p: 2 } })
    expect(secretsOf(await openKeystores([foreign(text, secret)], PASSPHRASE))).toEqual([['officer', secret]])
  })

  it('open with the production key derivation here and in ethers', async () => {
    const [file] = await createKeystores(new Map([...keys].slice(0, 1)), PASSPHRASE, { scryptN: PRODUCTION_N })
    if (file === undefined) throw new Error('no keystore')
    expect(JSON.parse(file.text).crypto.kdfparams.n).toBe(131_072)
    expect(secretsOf(await openKeystores([file], PASSPHRASE))).toEqual(secretsOf(keys).slice(0, 1))
    expect((await decryptKeystoreJson(file.text, PASSPHRASE)).privateKey).toBe(keys.get('officer')?.reveal())
  }, 30_000)

  // Web3 Secret Storage Definition, test vectors, scrypt.
  it('open the vector of the definition', async () => {
    const crypto = {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: '83dbcc02d8ccb40e466191a123791e0e' },
      ciphertext: 'd172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c',
      kdf: 'scrypt',
      kdfparams: {
        dklen: 32,
        n: 262144,
        p: 8,
        r: 1,
        salt: 'ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19',
      },
      mac: '2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097',
    }
    const text = JSON.stringify({ crypto, id: '3198bc9c-6672-5ab3-d995-4942343ae5b6', version: 3 })
    const secret = '0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d'
    expect(secretsOf(await openKeystores([foreign(text, secret)], 'testpassword'))).toEqual([['officer', secret]])
  }, 30_000)

  it('take a passphrase in whichever Unicode form it was typed', async () => {
    const made = await createKeystores(keys, 'Z\u00fcrich', { scryptN: REHEARSAL_N })
    expect(secretsOf(await openKeystores(made, 'Zu\u0308rich'))).toEqual(secretsOf(keys))
    expect((await decryptKeystoreJson(made[0]?.text ?? '', 'Zu\u0308rich')).privateKey).toBe(
      keys.get('officer')?.reveal(),
    )
  })

  it('refuse a wrong passphrase and repeat neither it nor a key', async () => {
    const error = await openKeystores(files, 'not the passphrase').catch((reason) => reason)
    expect(error).toMatchObject({ code: 'WRONG_PASSPHRASE', facts: { file: 'officer.json' } })
    const shown = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error)
    expect(shown).not.toContain('not the passphrase')
    for (const key of keys.values()) expect(shown).not.toContain(key.reveal().slice(2))
  })
})

describe('a damaged keystore', () => {
  const damaged = (index: number, change: (crypto: { [name: string]: unknown }) => void) => {
    const copy = files.map((file) => ({ ...file }))
    const file = copy[index]
    if (file === undefined) throw new Error('no such file')
    const document = JSON.parse(file.text)
    change(document.crypto)
    copy[index] = { ...file, text: JSON.stringify(document) }
    return copy
  }
  const flip = (hex: unknown) => `${String(hex).slice(0, -1)}${String(hex).endsWith('0') ? '1' : '0'}`

  it.each(['ciphertext', 'mac'])('is named, and not taken for a wrong passphrase: its %s', async (field) => {
    const copy = damaged(1, (crypto) => {
      crypto[field] = flip(crypto[field])
    })
    await expect(openKeystores(copy, PASSPHRASE)).rejects.toMatchObject({
      code: 'KEYSTORE_DAMAGED',
      facts: { file: 'agent.json' },
    })
  })

  it('is named where its IV changed, which the MAC does not cover', async () => {
    const copy = damaged(2, (crypto) => {
      Object.assign(crypto, { cipherparams: { iv: '0'.repeat(32) } })
    })
    await expect(openKeystores(copy, PASSPHRASE)).rejects.toMatchObject({
      code: 'KEYSTORE_DAMAGED',
      facts: { file: 'node-hospital-north-1.json' },
    })
  })

  it('is named where two keystores changed places', async () => {
    const [officer, agent] = files
    if (officer === undefined || agent === undefined) throw new Error('no keystores')
    const swapped = [{ ...officer, text: agent.text }, agent]
    await expect(openKeystores(swapped, PASSPHRASE)).rejects.toMatchObject({
      code: 'KEYSTORE_DAMAGED',
      facts: { file: 'officer.json' },
    })
  })
})
