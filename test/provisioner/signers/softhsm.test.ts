import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { Signature } from 'ethers'
import { checkOptions } from '../../../network/besu/options.ts'
import { DEFAULT_RELEASE } from '../../../network/besu/releases.ts'
import { cardHash, nodeAddress } from '../../../network/ceremony/card.ts'
import { checkCard } from '../../../network/ceremony/check-card.ts'
import { fromHex, type Hex, toHex } from '../../../network/hex.ts'
import { signerOf } from '../../../network/typed-data.ts'
import { skipped } from '../../charts/programs.ts'
import { example } from '../../fixtures/consortia.ts'
import { cardBodyOf, keysOf, signedCard } from '../../fixtures/founders.ts'
import { newFolder } from '../home/folders.ts'

const library = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so'].find((file) => existsSync(file))
const tool = (name: string) => spawnSync(name, ['--version']).error === undefined
const absent = library === undefined || !tool('softhsm2-util') || !tool('pkcs11-tool')

/** Worthless: it opens a token that this test makes. */
const PIN = '123456'

function withToken(): void {
  let folder = ''
  let publicKey: Hex = '0x'
  const env = () => ({ ...process.env, SOFTHSM2_CONF: join(folder, 'softhsm2.conf') })
  const pkcs11 = (...args: string[]) =>
    spawnSync('pkcs11-tool', ['--module', library ?? '', '--login', '--pin', PIN, '--id', '01', ...args], {
      env: env(),
      encoding: 'utf8',
    })

  beforeAll(async () => {
    folder = await newFolder()
    mkdirSync(join(folder, 'tokens'), { recursive: true })
    writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`)
    const token = ['--init-token', '--free', '--label', 'quorate', '--pin', PIN, '--so-pin', PIN]
    execFileSync('softhsm2-util', token, { env: env(), stdio: 'ignore' })
    const made = pkcs11('--keypairgen', '--key-type', 'EC:secp256k1', '--label', 'node')
    if (made.status !== 0) throw new Error(made.stderr)
    const file = join(folder, 'public.der')
    pkcs11('--read-object', '--type', 'pubkey', '--output-file', file)
    // SubjectPublicKeyInfo ends with the point: 04 and both coordinates.
    publicKey = toHex(readFileSync(file).subarray(-64))
  })

  /** The digest as it is, signed in the token: r, s and the v that leads to its key, s in the lower half. */
  function signed(digest: Hex): Hex {
    const [given, made] = [join(folder, 'digest'), join(folder, 'signature')]
    writeFileSync(given, fromHex(digest))
    const format = ['--mechanism', 'ECDSA', '--signature-format', 'rs']
    const ran = pkcs11('--sign', ...format, '--input-file', given, '--output-file', made)
    if (ran.status !== 0) throw new Error(ran.stderr)
    const bytes = readFileSync(made)
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const s = BigInt(toHex(bytes.subarray(32)))
    const low = s > order / 2n ? order - s : s
    const parts = { r: toHex(bytes.subarray(0, 32)), s: `0x${low.toString(16).padStart(64, '0')}` }
    const address = nodeAddress(publicKey)
    const found = [27, 28]
      .map((v) => Signature.from({ ...parts, v }).serialized as Hex)
      .find((signature) => signerOf(digest, signature)?.toLowerCase() === address)
    if (found === undefined) throw new Error('the signature leads to another key')
    return found
  }

  it('holds a secp256k1 key that does not leave it', () => {
    expect(publicKey).toMatch(/^0x[0-9a-f]{128}$/)
    const { stdout } = pkcs11('--list-objects', '--type', 'privkey')
    expect(/Access: *(.*)/.exec(stdout)?.[1]).toBe('sensitive, always sensitive, never extractable, local')
  })

  it('proves its node’s key in a card: made in the token, accepted as any other', () => {
    const consortium = example('four-members')
    const [member] = consortium.members
    if (member === undefined) throw new Error('the example has members')
    const keys = keysOf(member)
    const described = cardBodyOf(consortium, member, keys)
    const body = { ...described, nodes: described.nodes.map((node) => ({ ...node, publicKey })) }
    const card = signedCard(body, keys)
    const expected = { chainId: body.chainId, consortium: body.consortium, at: consortium.foundedAt, rehearsal: false }
    const codesOf = (proof: Hex) =>
      checkCard({ ...card, proofs: { ...card.proofs, nodes: [proof] } }, expected, 'card.json').map(({ path }) => path)
    expect(codesOf(card.proofs.nodes[0] as Hex)).toEqual(['proofs.nodes[0]'])
    expect(codesOf(signed(cardHash(body)))).toEqual([])
  })

  it('is named to Besu by an option that this release has', () => {
    expect(checkOptions({ 'security-module': 'pkcs11' }, DEFAULT_RELEASE)).toEqual([])
  })
}

describe('a token of SoftHSM', () => {
  if (absent) skipped('skipped: no SoftHSM here (softhsm2-util, pkcs11-tool and libsofthsm2.so)')
  else withToken()
})
