import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { expect, it } from '@jest/globals'
import { Wallet } from 'ethers'
import type { Hex } from '../../network/hex.ts'
import { KeystoreSigner } from '../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../provisioner/signers/private-key.ts'
import { Web3Signer } from '../../provisioner/signers/web3signer.ts'
import { web3SignerClient } from '../../provisioner/signers/web3signer-client.ts'
import { domain, signsAsAWallet, types, value } from './signer.ts'

type Options = Partial<Parameters<typeof web3SignerClient>[0]>

const local = new KeystoreSigner(new PrivateKey(`0x${'4d'.repeat(32)}`))

/** Signs with one key of the service at `url`. @param folder of the files that `more` names. */
export async function signerAt(url: string, secret: Hex, folder = '/', more: Options = {}): Promise<Web3Signer> {
  const client = await web3SignerClient({ by: 'web3signer', url, roles: ['officer'], ...more }, folder)
  const { address, publicKey } = new PrivateKey(secret)
  return new Web3Signer(client, { address, publicKey, derive: (purpose, given) => local.derive(purpose, given) })
}

export const sign = (signer: Web3Signer) => signer.signTypedData(domain, types, value)

/** A Web3Signer in eth1 mode that keeps one key, as it is unless told otherwise: a real one, and what stands in for it. */
export function keepsOneKey(url: () => string, secret: Hex): void {
  const wallet = new Wallet(secret)
  const { publicKey } = new PrivateKey(secret)
  const other = `0x${'33'.repeat(32)}` as const
  let signer: Web3Signer

  it('is reached', async () => {
    signer = await signerAt(url(), secret)
    expect(await sign(signer)).toBe(await wallet.signTypedData(domain, types, value))
  })

  signsAsAWallet(() => signer, secret)

  it.each([
    ['the key as it is named', publicKey],
    ['the key in upper case', `0x${publicKey.slice(2).toUpperCase()}`],
    ['the key without 0x', publicKey.slice(2)],
  ])('answers with text for %s, whatever is asked for', async (_, key) => {
    const signature = wallet.signingKey.sign('0x56570de287d73cd1cb6092bb8fdee6173974955fdef345ae579ee9f475ea7432')
    for (const accept of ['text/plain', 'application/json'])
      expect(await asked(url(), key, '{"data":"0x1234"}', { accept })).toEqual({
        ...{ status: 200, type: 'text/plain; charset=utf-8', text: signature.serialized },
      })
  })

  it.each(['hello', '{}', '{"data":""}', '{"data":"0x123"}', '{"data":"0xzz"}'])('takes no %s', async (body) => {
    expect(await asked(url(), publicKey, body)).toMatchObject({ status: 400, text: 'Bad Request' })
  })

  it('has no other key', async () => {
    const asks = await asked(url(), new PrivateKey(other).publicKey, '{"data":"0x1234"}')
    expect(asks).toMatchObject({ status: 404, text: 'Not Found' })
    const stranger = await signerAt(url(), other)
    await expect(sign(stranger)).rejects.toMatchObject({ code: 'SIGNER_REFUSED', facts: { status: 404 } })
  })

  it('answers to no other name than those of its own machine', async () => {
    expect(await asked(url(), publicKey, '{"data":"0x1234"}', { host: 'signer.example:9000' })).toEqual({
      ...{ status: 403, type: 'application/json; charset=utf-8', text: '{"message":"Host not authorized."}' },
    })
  })
}

async function asked(url: string, key: string, body: string, headers: Readonly<Record<string, string>> = {}) {
  const call = request(new URL(`api/v1/eth1/sign/${key}`, url), { method: 'POST', headers })
  call.end(body)
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response) text += chunk
  return { status: response.statusCode, type: response.headers['content-type'], text }
}
