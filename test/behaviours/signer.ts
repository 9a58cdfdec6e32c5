import { expect, it } from '@jest/globals'
import { recoverAddress, Transaction, TypedDataEncoder, verifyTypedData, Wallet } from 'ethers'
import type { Signer } from '../../provisioner/signers/signer.ts'

export const domain = { name: 'quorate', version: '1', chainId: 620620, salt: `0x${'5a'.repeat(32)}` }
export const types = {
  Card: [
    { name: 'member', type: 'bytes32' },
    { name: 'nodes', type: 'Node[]' },
  ],
  Node: [{ name: 'duty', type: 'uint8' }],
}
export const value = { member: `0x${'11'.repeat(32)}`, nodes: [{ duty: 0 }, { duty: 1 }] }

/** What every signer does, wherever its key is. @param secret of the key, so that a plain wallet can be held beside it. */
export function signsAsAWallet(signer: () => Signer, secret: string): void {
  const wallet = new Wallet(secret)

  it('signs typed data as its address, just as a wallet does', async () => {
    const signature = await signer().signTypedData(domain, types, value)
    expect(verifyTypedData(domain, types, value, signature).toLowerCase()).toBe(signer().address)
    expect(signature).toBe(await wallet.signTypedData(domain, types, value))
    const digest = TypedDataEncoder.hash({ ...domain, chainId: 1 }, types, value)
    expect(recoverAddress(digest, signature).toLowerCase()).not.toBe(signer().address)
  })

  it.each([0, 2])('signs transactions of type %s that carry its address, just as a wallet does', async (type) => {
    const price = type === 0 ? { gasPrice: 0 } : { maxFeePerGas: 0, maxPriorityFeePerGas: 0 }
    const free = { type, chainId: 620620, nonce: 3, to: wallet.address, gasLimit: 50_000, data: '0xabcd', ...price }
    const raw = await signer().signTransaction(free)
    expect(Transaction.from(raw).from?.toLowerCase()).toBe(signer().address)
    expect(raw).toBe(await wallet.signTransaction(free))
    expect(await signer().signTransaction({ ...free, from: wallet.address })).toBe(raw)
    await expect(signer().signTransaction({ ...free, from: `0x${'22'.repeat(20)}` })).rejects.toThrow(RangeError)
  })

  it('derives the same secret for one purpose and network, and another for another', () => {
    const derived = (purpose: string, salt: `0x${string}`) =>
      Buffer.from(signer().derive(purpose, { salt, length: 32 })).toString('hex')
    const first = derived('test/1', '0x01')
    expect(first).toBe(derived('test/1', '0x01'))
    expect(first).not.toBe(derived('test/2', '0x01'))
    expect(first).not.toBe(derived('test/1', '0x02'))
    expect(first).not.toContain(secret.slice(2))
  })

  it('has its address and nothing else to show', () => {
    expect(Object.keys(signer())).toEqual(['address'])
    expect(signer().address).toBe(wallet.address.toLowerCase())
  })
}
