import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { keccak256, recoverAddress, toUtf8Bytes } from 'ethers'
import type { Hex } from '../../../network/hex.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { signsAsAWallet } from '../../behaviours/signer.ts'

const key = PrivateKey.generate(randomBytes)
const signer = new KeystoreSigner(key)

describe('a signer with an unlocked keystore', () => {
  signsAsAWallet(() => signer, key.reveal())

  it('signs a digest as it is', async () => {
    const digest = keccak256(toUtf8Bytes('a checkpoint')) as Hex
    expect(recoverAddress(digest, await signer.signDigest(digest)).toLowerCase()).toBe(signer.address)
    await expect(signer.signDigest('0x1234')).rejects.toThrow()
  })

  it('shows no key', () => {
    const secret = key.reveal().slice(2)
    const shown = [JSON.stringify(signer), inspect(signer, { showHidden: true, depth: 9, getters: true }), `${signer}`]
    for (const text of shown) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(BigInt(key.reveal()).toString())
    }
  })
})
