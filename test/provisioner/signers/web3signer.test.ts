import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { Wallet } from 'ethers'
import type { Hex } from '../../../network/hex.ts'
import { ownCertificate } from '../../behaviours/own-certificate.ts'
import { domain, types, value } from '../../behaviours/signer.ts'
import { keepsOneKey, sign, signerAt } from '../../behaviours/web3signer.ts'
import { Web3SignerStandIn } from '../../stand-ins/web3signer-stand-in.ts'

const secret: Hex = `0x${'4c'.repeat(32)}`
const wallet = new Wallet(secret)
const service = new Web3SignerStandIn([secret])
const folder = mkdtempSync(join(tmpdir(), 'quorate-web3signer-'))
let url = ''

beforeAll(async () => {
  url = await service.start()
})

afterEach(() => {
  service.behaviour = {}
})

afterAll(async () => {
  await service.stop()
  rmSync(folder, { recursive: true, force: true })
})

describe('a signer whose key a Web3Signer keeps', () => {
  keepsOneKey(() => url, secret)

  it('asks with no key and no token that others may read', async () => {
    for (const name of ['key', 'token'] as const) {
      const file = join(folder, `open-${name}`)
      writeFileSync(file, 'secret')
      chmodSync(file, 0o640)
      await expect(signerAt(url, secret, folder, { [name]: `open-${name}` })).rejects.toMatchObject({
        code: 'SIGNER_FILE_PERMISSIONS',
        facts: { file, mode: '0640' },
      })
    }
  })

  it('believes no signature of another key, of other bytes, or that contracts refuse', async () => {
    for (const behaviour of [{ otherKey: `0x${'33'.repeat(32)}` }, { otherData: true }, { highS: true }]) {
      service.behaviour = behaviour
      await expect(sign(await signerAt(url, secret))).rejects.toMatchObject({ code: 'SIGNER_FALSE' })
    }
  })

  it.each([403, 500])('says that it is refused: HTTP %s', async (status) => {
    service.behaviour = { status }
    await expect(sign(await signerAt(url, secret))).rejects.toMatchObject({ code: 'SIGNER_REFUSED', facts: { status } })
  })

  it('signs no bare digest, since the service hashes what it signs', async () => {
    const signer = await signerAt(url, secret)
    await expect(signer.signDigest(`0x${'00'.repeat(32)}`)).rejects.toMatchObject({ code: 'SIGNER_CANNOT' })
  })

  it('shows its token, which it reads from a file, to the service alone', async () => {
    service.behaviour = { token: 'open sesame' }
    const bare = await signerAt(url, secret)
    await expect(sign(bare)).rejects.toMatchObject({ code: 'SIGNER_REFUSED', facts: { status: 401 } })
    writeFileSync(join(folder, 'token'), 'open sesame\n', { mode: 0o600 })
    expect(await sign(await signerAt(url, secret, folder, { token: 'token' }))).toBe(
      await wallet.signTypedData(domain, types, value),
    )
    await expect(signerAt(url, secret, folder, { token: 'nothing' })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  it('is silent where the service is: nothing else signs in its place', async () => {
    const nowhere = await signerAt('http://127.0.0.1:1/', secret)
    await expect(sign(nowhere)).rejects.toMatchObject({ code: 'SIGNER_UNREACHABLE' })
  })
})

describe('a Web3Signer behind TLS', () => {
  it('is known by its certificate, and knows who asks by theirs', async () => {
    const [server, client] = [ownCertificate(folder, 'server'), ownCertificate(folder, 'client')]
    const read = (file: string) => readFileSync(file, 'utf8')
    const behind = new Web3SignerStandIn([secret])
    const tls = { key: read(server.key), cert: read(server.certificate), ca: read(client.certificate) }
    const at = await behind.start(tls)
    const ca = server.certificate
    try {
      await expect(sign(await signerAt(at, secret))).rejects.toMatchObject({ code: 'SIGNER_UNREACHABLE' })
      const anonymous = await signerAt(at, secret, folder, { ca })
      await expect(sign(anonymous)).rejects.toMatchObject({ code: 'SIGNER_UNREACHABLE' })
      expect(behind.asked).toEqual([])
      const known = await signerAt(at, secret, folder, { ca, ...client })
      expect(await sign(known)).toBe(await wallet.signTypedData(domain, types, value))
    } finally {
      await behind.stop()
    }
  })
})
