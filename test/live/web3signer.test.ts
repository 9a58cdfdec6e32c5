import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Wallet } from 'ethers'
import type { Hex } from '../../network/hex.ts'
import type { Transactions } from '../../network/transaction/prepared.ts'
import type { KeyRole } from '../../provisioner/signers/key-role.ts'
import { createKeystores } from '../../provisioner/signers/keystore.ts'
import { PrivateKey } from '../../provisioner/signers/private-key.ts'
import { PRODUCTION_N } from '../../provisioner/signers/scrypt.ts'
import { ownCertificate } from '../behaviours/own-certificate.ts'
import { domain, types, value } from '../behaviours/signer.ts'
import { keepsOneKey, sign, signerAt } from '../behaviours/web3signer.ts'
import { answer, refusal } from '../e2e/cli.ts'
import { approveAll, type Founders, NAMES, PASSPHRASE, strangers } from '../e2e/members.ts'
import { moveTo, optionsFor, signsAsEver } from '../e2e/moved-keys.ts'
import { as, newFolder, rehearsal } from '../e2e/rehearsals.ts'
import { RealWeb3Signer } from './real-web3signer.ts'

const program = process.env['QUORATE_TEST_WEB3SIGNER']
const live = program === undefined ? describe.skip : describe
if (program === undefined)
  process.stdout.write('test/live/web3signer: skipped, since QUORATE_TEST_WEB3SIGNER names no Web3Signer\n')

const [NORTH, SOUTH, ALPHA] = NAMES
const MINUTES = 60_000
const services: RealWeb3Signer[] = []

function serviceIn(folder: string, passphrase: string): RealWeb3Signer {
  const service = new RealWeb3Signer(program ?? '', folder, passphrase)
  services.push(service)
  return service
}

const MOVED = ['officer.json', 'agent.json'] as const

function give(home: string, service: RealWeb3Signer): void {
  for (const name of MOVED) copyFileSync(join(home, 'keys', name), join(service.keys, name))
}

function forget(home: string): void {
  for (const name of MOVED) rmSync(join(home, 'keys', name))
}

afterAll(async () => {
  for (const service of services) await service.stop()
}, MINUTES)

live('a real Web3Signer', () => {
  const secret: Hex = `0x${'4c'.repeat(32)}`
  let service: RealWeb3Signer
  let made: Awaited<ReturnType<typeof createKeystores>>
  let folder = ''
  let url = ''

  beforeAll(async () => {
    folder = await newFolder()
    service = serviceIn(folder, PASSPHRASE)
    const keys = new Map<KeyRole, PrivateKey>([['officer', new PrivateKey(secret)]])
    made = await createKeystores(keys, PASSPHRASE, { scryptN: PRODUCTION_N })
    url = await started(service)
  }, 2 * MINUTES)

  /** With the keystore of the one key. */
  async function started(one: RealWeb3Signer): Promise<string> {
    for (const { file, text } of made) writeFileSync(join(one.keys, file), text)
    return one.start()
  }

  keepsOneKey(() => url, secret)

  it(
    'runs without the key where its passphrase file ends in a line break',
    async () => {
      const shut = await started(serviceIn(join(folder, 'shut'), `${PASSPHRASE}\n`))
      const refused = { code: 'SIGNER_REFUSED', facts: { status: 404 } }
      await expect(sign(await signerAt(shut, secret))).rejects.toMatchObject(refused)
    },
    MINUTES,
  )

  it(
    'behind TLS is known by its certificate, knows who asks by theirs, and answers to the names it is given',
    async () => {
      await service.stop()
      const [server, client] = [ownCertificate(folder, 'server'), ownCertificate(folder, 'client')]
      const [store, clients] = [join(folder, 'server.p12'), join(folder, 'clients')]
      const password = join(folder, 'p12-password')
      writeFileSync(password, 'of the store')
      const pair = ['-inkey', server.key, '-in', server.certificate]
      execFileSync('openssl', ['pkcs12', '-export', ...pair, '-out', store, '-passout', `file:${password}`])
      const { fingerprint256 } = new X509Certificate(readFileSync(client.certificate))
      writeFileSync(
        clients,
        `localhost ${fingerprint256}
`,
      )
      const tls = [`--tls-keystore-file=${store}`, `--tls-keystore-password-file=${password}`]
      const at = await service.start(...tls, `--tls-known-clients-file=${clients}`, '--http-host-allowlist=localhost')
      const ca = server.certificate
      for (const less of [{}, { ca }, { ca, ...server }]) {
        const stranger = await signerAt(at, secret, folder, less)
        await expect(sign(stranger)).rejects.toMatchObject({ code: 'SIGNER_UNREACHABLE' })
      }
      const byAddress = await signerAt(at, secret, folder, { ca, ...client })
      await expect(sign(byAddress)).rejects.toMatchObject({ code: 'SIGNER_REFUSED', facts: { status: 403 } })
      const known = await signerAt(at.replace('127.0.0.1', 'localhost'), secret, folder, { ca, ...client })
      expect(await sign(known)).toBe(await new Wallet(secret).signTypedData(domain, types, value))
    },
    2 * MINUTES,
  )
})

live('a founder whose officer’s and agent’s keys a real Web3Signer keeps', () => {
  let founders: Founders

  beforeAll(async () => {
    founders = await strangers()
    for (const member of NAMES) await answer(['init', member, '--spec', founders.spec], founders.as(member))
    const { home = '' } = founders.as(NORTH)
    const service = serviceIn(join(founders.folder, 'service'), PASSPHRASE)
    give(home, service)
    writeFileSync(join(home, 'member.yaml'), optionsFor(await service.start()), { mode: 0o600 })
    forget(home)
  }, 2 * MINUTES)

  it(
    'signs its card and its approval, and all agree on the lock',
    async () => {
      for (const member of NAMES) await answer(['card', '--out', founders.card(member)], founders.as(member))
      const approvals = await approveAll(founders)
      const founding = join(founders.folder, 'founding.json')
      const lock = join(founders.folder, 'lock.json')
      await answer(['seal', founding, ...approvals, '--out', lock], founders.as(SOUTH))
      await answer(['check', lock], founders.as(SOUTH))
    },
    2 * MINUTES,
  )
})

live('a member whose officer’s and agent’s keys a real Web3Signer keeps', () => {
  let root = ''
  let service: RealWeb3Signer
  const file = (name: string) => join(root, name)
  const run = <T>(...typed: string[]) => answer<T>(typed, as(root, NORTH))

  beforeAll(async () => {
    root = join(await newFolder(), 'rehearsal')
    const stands = await rehearsal(root)
    const { home = '', passphrase = '' } = as(root, NORTH)
    mkdirSync(file('service'))
    service = serviceIn(file('service'), readFileSync(passphrase, 'utf8').trim())
    give(home, service)
    await moveTo(await service.start(), root, stands, NORTH)
    forget(home)
  }, 4 * MINUTES)

  it(
    'proposes, votes and signs as before',
    async () => {
      const { short } = await signsAsEver(root, NORTH, SOUTH)
      const { votes } = await run<{ votes: { for: number }[] }>('show', short)
      expect(votes.some((chamber) => chamber.for === 1)).toBe(true)
    },
    2 * MINUTES,
  )

  it(
    'signs what was prepared without its key, and an emergency action',
    async () => {
      await run('propose', 'suspend', ALPHA, '--offline', file('suspend.json'))
      const { transactions } = await run<Transactions>('sign', file('suspend.json'), '--out', file('signed.json'))
      expect(transactions.map(({ says }) => says)).toEqual([`propose to suspend ${ALPHA}`])
      const { sent } = await run<{ sent: object[] }>('send', file('signed.json'))
      expect(sent).toHaveLength(1)
      await run('emergency', 'suspend', ALPHA, '--out', file('action.json'))
      await run('emergency', 'sign', file('action.json'), '--out', file('emergency.json'))
    },
    2 * MINUTES,
  )

  it(
    'signs nothing while the service is away, and goes on once it is back',
    async () => {
      await service.stop()
      const vain = await refusal(['propose', 'suspend', ALPHA], as(root, NORTH))
      expect(vain.error.code).toBe('SIGNER_UNREACHABLE')
      await service.start()
      await run('propose', 'suspend', ALPHA)
    },
    2 * MINUTES,
  )
})
