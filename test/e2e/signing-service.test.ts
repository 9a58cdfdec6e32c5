import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openHome } from '../../provisioner/home/open-home.ts'
import { openKeystores } from '../../provisioner/signers/keystore.ts'
import { Web3SignerStandIn } from '../stand-ins/web3signer-stand-in.ts'
import { FOUR } from './anchored.ts'
import { refusal } from './cli.ts'
import { moveTo, signsAsEver } from './moved-keys.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH] = FOUR
let root = ''
let stands: Stands
let service: Web3SignerStandIn
const keyFile = (member: string, role: string) => join(root, 'homes', member, 'keys', `${role}.json`)

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root)
  const { home = '', passphrase = '' } = as(root, NORTH)
  const keys = await openKeystores((await openHome(home)).keystores, (await readFile(passphrase, 'utf8')).trim())
  service = new Web3SignerStandIn([keys.get('officer')?.reveal() ?? '', keys.get('agent')?.reveal() ?? ''])
  await moveTo(await service.start(), root, stands, NORTH)
}, 120_000)

afterAll(() => service?.stop())

describe('a member whose officer’s and agent’s keys a Web3Signer keeps', () => {
  it('proposes, votes and signs as before, and its home no longer holds those keys', async () => {
    for (const role of ['officer', 'agent']) await rm(keyFile(NORTH, role))
    await signsAsEver(root, NORTH, SOUTH)
    expect(service.asked).toHaveLength(5)
  }, 90_000)

  it('signs nothing while the service is away, though the key still lies in the home', async () => {
    await moveTo('http://127.0.0.1:1/', root, stands, SOUTH)
    await readFile(keyFile(SOUTH, 'officer'))
    const { error } = await refusal(['propose', 'suspend', NORTH], as(root, SOUTH))
    expect(error.code).toBe('SIGNER_UNREACHABLE')
  }, 60_000)

  it('has a damaged home where a key is gone that no service keeps', async () => {
    await rm(keyFile(NORTH, 'checkpoint'))
    expect((await refusal(['propose', 'suspend', SOUTH], as(root, NORTH))).error.code).toBe('HOME_DAMAGED')
  }, 60_000)
})
