import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Hex } from '../../../network/hex.ts'
import { KeystoreSigner } from '../../../provisioner/signers/keystore-signer.ts'
import { PrivateKey } from '../../../provisioner/signers/private-key.ts'
import { Web3Signer } from '../../../provisioner/signers/web3signer.ts'
import { web3SignerClient } from '../../../provisioner/signers/web3signer-client.ts'
import { domain, signsAsAWallet, types, value } from '../../behaviours/signer.ts'
import { Web3SignerStandIn } from '../../stand-ins/web3signer-stand-in.ts'

const secret: Hex = `0x${'4c'.repeat(32)}`
const key = new PrivateKey(secret)
const local = new KeystoreSigner(new PrivateKey(`0x${'4d'.repeat(32)}`))
const service = new Web3SignerStandIn([secret])
const folder = mkdtempSync(join(tmpdir(), 'quorate-web3signer-'))
let url = ''
let signer: Web3Signer

type Options = Partial<Parameters<typeof web3SignerClient>[0]>

async function signerAt(at: string, more: Options = {}): Promise<Web3Signer> {
  const client = await web3SignerClient({ by: 'web3signer', url: at, roles: ['officer'], ...more }, folder)
  const { address, publicKey } = key
  return new Web3Signer(client, { address, publicKey, derive: (purpose, given) => local.derive(purpose, given) })
}

const sign = (by = signer) => by.signTypedData(domain, types, value)

beforeAll(async () => {
  url = await service.start()
  signer = await signerAt(url)
})

afterEach(() => {
  service.behaviour = {}
})

afterAll(async () => {
  await service.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('a signer whose key a Web3Signer keeps', () => {
  signsAsAWallet(() => signer, secret)

  it('takes the answer as text or as JSON, and makes of a signature the one that contracts take', async () => {
    const plain = await sign()
    for (const behaviour of [{ json: true }, { highS: true }, { json: true, highS: true }]) {
      service.behaviour = behaviour
      expect(await sign()).toBe(plain)
    }
  })

  it('believes no signature of another key, of other bytes, or of nothing', async () => {
    for (const behaviour of [{ otherKey: `0x${'33'.repeat(32)}` }, { otherData: true }]) {
      service.behaviour = behaviour
      await expect(sign()).rejects.toMatchObject({ code: 'SIGNER_FALSE' })
    }
  })

  it('says that it is refused, and that a key is missing', async () => {
    service.behaviour = { status: 500 }
    await expect(sign()).rejects.toMatchObject({ code: 'SIGNER_REFUSED', facts: { status: 500 } })
    service.behaviour = {}
    const { publicKey, address } = new PrivateKey(`0x${'33'.repeat(32)}`)
    const client = await web3SignerClient({ by: 'web3signer', url, roles: ['officer'] }, folder)
    const stranger = new Web3Signer(client, { address, publicKey, derive: () => new Uint8Array() })
    await expect(sign(stranger)).rejects.toMatchObject({ code: 'SIGNER_REFUSED', facts: { status: 404 } })
  })

  it('signs no bare digest, since the service hashes what it signs', async () => {
    await expect(signer.signDigest(`0x${'00'.repeat(32)}`)).rejects.toMatchObject({ code: 'SIGNER_CANNOT' })
  })

  it('shows its token, which it reads from a file, to the service alone', async () => {
    service.behaviour = { token: 'open sesame' }
    await expect(sign()).rejects.toMatchObject({ code: 'SIGNER_REFUSED', facts: { status: 401 } })
    writeFileSync(join(folder, 'token'), 'open sesame\n')
    expect(await sign(await signerAt(url, { token: 'token' }))).toBe(
      await new KeystoreSigner(key).signTypedData(domain, types, value),
    )
    await expect(signerAt(url, { token: 'nothing' })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  it('is silent where the service is: nothing else signs in its place', async () => {
    await expect(sign(await signerAt('http://127.0.0.1:1/'))).rejects.toMatchObject({ code: 'SIGNER_UNREACHABLE' })
  })
})

describe('a Web3Signer behind TLS', () => {
  it('is known by its certificate, and knows who asks by theirs', async () => {
    const made = (name: string) => {
      const files = { key: join(folder, `${name}.key`), certificate: join(folder, `${name}.pem`) }
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
      const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
      execFileSync('openssl', [...kind, '-keyout', files.key, '-out', files.certificate, ...subject], { stdio: 'pipe' })
      return files
    }
    const [server, client] = [made('server'), made('client')]
    const read = (file: string) => readFileSync(file, 'utf8')
    const behind = new Web3SignerStandIn([secret])
    const at = await behind.start({
      key: read(server.key),
      cert: read(server.certificate),
      ca: read(client.certificate),
    })
    try {
      await expect(sign(await signerAt(at))).rejects.toMatchObject({ code: 'SIGNER_UNREACHABLE' })
      const anonymous = await signerAt(at, { ca: 'server.pem' })
      await expect(sign(anonymous)).rejects.toMatchObject({ code: 'SIGNER_UNREACHABLE' })
      expect(behind.asked).toEqual([])
      const known = await signerAt(at, { ca: 'server.pem', certificate: 'client.pem', key: 'client.key' })
      expect(await sign(known)).toBe(await new KeystoreSigner(key).signTypedData(domain, types, value))
    } finally {
      await behind.stop()
    }
  })
})
