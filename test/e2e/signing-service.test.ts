import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openHome } from '../../provisioner/home/open-home.ts'
import { openKeystores } from '../../provisioner/signers/keystore.ts'
import { Web3SignerStandIn } from '../stand-ins/web3signer-stand-in.ts'
import { FOUR } from './anchored.ts'
import { answer, refusal } from './cli.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH] = FOUR
let root = ''
let stands: Stands
let service: Web3SignerStandIn
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const keyFile = (member: string, role: string) => join(root, 'homes', member, 'keys', `${role}.json`)

/** Has a member use the service from now on, by its own member.yaml. */
async function moveTo(url: string, member: string): Promise<void> {
  const file = join(root, `${member}.yaml`)
  await writeFile(file, `format: quorate/member/1\ntarget: embedded\nunlock: { by: web3signer, url: "${url}" }\n`)
  await run(member, 'apply', '--options', file, '--rpc', stands.rpc[0] ?? '')
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root)
  const { home = '', passphrase = '' } = as(root, NORTH)
  const keys = await openKeystores((await openHome(home)).keystores, (await readFile(passphrase, 'utf8')).trim())
  service = new Web3SignerStandIn([keys.get('officer')?.reveal() ?? '', keys.get('agent')?.reveal() ?? ''])
  await moveTo(await service.start(), NORTH)
}, 120_000)

afterAll(() => service?.stop())

describe('a member whose officer’s and agent’s keys a Web3Signer keeps', () => {
  it('proposes, votes and signs as before, and its home no longer holds those keys', async () => {
    for (const role of ['officer', 'agent']) await rm(keyFile(NORTH, role))
    const { short } = await run<{ short: string }>(NORTH, 'propose', 'suspend', SOUTH)
    await run(NORTH, 'advance', '2m')
    await run(NORTH, 'vote', short, 'for')
    expect(service.asked).toHaveLength(2)
    await run(NORTH, 'endpoints', '--set', `${NORTH}-1=203.0.113.7:30303`)
    await run(NORTH, 'directory', '--out', join(root, 'directory.json'))
    expect(service.asked).toHaveLength(4)
    expect((await run<{ did: string }>(NORTH, 'checkpoint')).did).toBeDefined()
  }, 90_000)

  it('signs nothing while the service is away, though the key still lies in the home', async () => {
    await moveTo('http://127.0.0.1:1/', SOUTH)
    await readFile(keyFile(SOUTH, 'officer'))
    const { error } = await refusal(['propose', 'suspend', NORTH], as(root, SOUTH))
    expect(error.code).toBe('SIGNER_UNREACHABLE')
  }, 60_000)

  it('has a damaged home where a key is gone that no service keeps', async () => {
    await rm(keyFile(NORTH, 'checkpoint'))
    expect((await refusal(['propose', 'suspend', SOUTH], as(root, NORTH))).error.code).toBe('HOME_DAMAGED')
  }, 60_000)
})
