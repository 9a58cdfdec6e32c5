import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { keccak256, recoverAddress, toUtf8Bytes, Transaction, verifyTypedData, Wallet } from 'ethers'
import type { Hex } from '../../../network/hex.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'

const key = PrivateKey.generate(randomBytes)
const signer = new KeystoreSigner(key)
const wallet = new Wallet(key.reveal())

const domain = { name: 'quorate', version: '1', chainId: 620620, salt: `0x${'5a'.repeat(32)}` }
const types = {
  Card: [
    { name: 'member', type: 'bytes32' },
    { name: 'nodes', type: 'Node[]' },
  ],
  Node: [{ name: 'duty', type: 'uint8' }],
}
const value = { member: `0x${'11'.repeat(32)}`, nodes: [{ duty: 0 }, { duty: 1 }] }

describe('a signer with an unlocked keystore', () => {
  it('signs typed data as its address, just as a wallet does', async () => {
    const signature = await signer.signTypedData(domain, types, value)
    expect(verifyTypedData(domain, types, value, signature).toLowerCase()).toBe(signer.address)
    expect(signature).toBe(await wallet.signTypedData(domain, types, value))
    expect(verifyTypedData({ ...domain, chainId: 1 }, types, value, signature).toLowerCase()).not.toBe(signer.address)
  })

  it('signs a digest as it is', async () => {
    const digest = keccak256(toUtf8Bytes('a checkpoint')) as Hex
    expect(recoverAddress(digest, await signer.signDigest(digest)).toLowerCase()).toBe(signer.address)
    await expect(signer.signDigest('0x1234')).rejects.toThrow()
  })

  it('signs transactions that carry its address, just as a wallet does', async () => {
    const free = {
      type: 2,
      chainId: 620620,
      nonce: 3,
      to: wallet.address,
      gasLimit: 50_000,
      maxFeePerGas: 0,
      data: '0xabcd',
    }
    const raw = await signer.signTransaction(free)
    expect(Transaction.from(raw).from?.toLowerCase()).toBe(signer.address)
    expect(raw).toBe(await wallet.signTransaction(free))
    expect(await signer.signTransaction({ ...free, from: wallet.address })).toBe(raw)
    await expect(signer.signTransaction({ ...free, from: `0x${'22'.repeat(20)}` })).rejects.toThrow(RangeError)
  })

  it('shows no key', () => {
    const secret = key.reveal().slice(2)
    const shown = [JSON.stringify(signer), inspect(signer, { showHidden: true, depth: 9, getters: true }), `${signer}`]
    for (const text of shown) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(BigInt(key.reveal()).toString())
    }
    expect(Object.keys(signer)).toEqual(['address'])
  })
})
