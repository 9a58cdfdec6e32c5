import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { cardHash } from '../../../network/ceremony/card.ts'
import { checkCard } from '../../../network/ceremony/check-card.ts'
import { tokenProof, tokenPublicKey } from '../../../network/ceremony/token-key.ts'
import { fromHex, type Hex } from '../../../network/hex.ts'
import { skipped } from '../../charts/programs.ts'
import { example } from '../../fixtures/consortia.ts'
import { cardBodyOf, keysOf, signedCard } from '../../fixtures/founders.ts'
import { noToken, type SoftToken, softToken } from '../../fixtures/soft-token.ts'
import { newFolder } from '../home/folders.ts'

function withToken(): void {
  let folder = ''
  let token: SoftToken
  let publicKey: Hex = '0x'

  beforeAll(async () => {
    folder = await newFolder()
    token = softToken(folder)
    publicKey = tokenPublicKey(readFileSync(token.publicKeyFile)) ?? '0x'
  })

  it('holds a secp256k1 key that does not leave it', () => {
    expect(publicKey).toMatch(/^0x[0-9a-f]{128}$/)
    const { stdout } = token.pkcs11('--list-objects', '--type', 'privkey')
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
    const faults = (proof: Hex) =>
      checkCard({ ...card, proofs: { ...card.proofs, nodes: [proof] } }, expected, 'card.json').map(({ path }) => path)
    expect(faults(card.proofs.nodes[0] as Hex)).toEqual(['proofs.nodes[0]'])
    const digest = cardHash(body)
    const file = join(folder, 'card.digest')
    // s comes in either half of the order: several signatures meet both.
    for (let i = 0; i < 6; i += 1) {
      writeFileSync(file, fromHex(digest))
      const proof = tokenProof(readFileSync(token.sign(file)), { digest, publicKey })
      expect(faults(proof ?? '0x')).toEqual([])
    }
  })
}

describe('a token of SoftHSM', () => {
  if (noToken === undefined) withToken()
  else skipped(noToken)
})
