import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { getAddress, Transaction, Wallet } from 'ethers'
import type { Transactions } from '../../network/transaction/prepared.ts'
import { connectAny } from '../../provisioner/chain/connect.ts'
import { readMembers } from '../../provisioner/chain/members.ts'
import { FOUR } from './anchored.ts'
import { answer, problemCodes, refusal } from './cli.ts'
import { decided as decidedBy } from './decided.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR
/** Runtime code of an account that takes every proof (ERC-1271), and of one that takes none. */
const YES = '0x631626ba7e60e01b60005260206000f3'
const NO = '0x600060005260206000f3'
const MULTISIG = getAddress(`0x${'0'.repeat(35)}a1271`)
const REFUSING = getAddress(`0x${'0'.repeat(35)}b1271`)

let root = ''
let chain: Awaited<ReturnType<typeof connectAny>>
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
const file = (name: string) => join(root, name)
const officerOf = async (member: string) => (await readMembers(chain)).find(({ name }) => name === member)?.officer

/** By all but the one that it is about. */
const decided = (...what: string[]) => decidedBy(root, [NORTH, ALPHA, BETA], ...what)

/** The card of an officer elsewhere: what is to be signed first, then the card with the proof. */
async function cardOf(officer: string, proof: (toSign: string) => Promise<string>, name: string): Promise<string> {
  const typed = ['card', '--keys', '--officer', officer]
  const { error } = await refusal(typed, as(root, SOUTH))
  expect(error.code).toBe('OFFICER_PROOF_AWAITED')
  await writeFile(file(`${name}.proof`), await proof(String(error.facts['toSign'])))
  await run(SOUTH, ...typed, '--officer-proof', file(`${name}.proof`), '--renew', '--out', file(`${name}.json`))
  return file(`${name}.json`)
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  const stands: Stands = await rehearsal(root)
  chain = await connectAny(stands.rpc[0] ?? '')
  await chain.send('hardhat_setCode', [MULTISIG, YES])
  await chain.send('hardhat_setCode', [REFUSING, NO])
}, 120_000)

afterAll(() => chain?.destroy())

describe('an officer whose key is in no home', () => {
  const anything = async () => `0x${'ab'.repeat(130)}`

  it('is not proposed where nobody, or a contract that says no, stands behind the proof', async () => {
    for (const account of [REFUSING, `0x${'0'.repeat(36)}dEaD`]) {
      const card = await cardOf(account, anything, `bad-${account.slice(-4)}`)
      expect(problemCodes(await refusal(['propose', 'replace-keys', card], as(root, NORTH)))).toEqual(['CARD_FORGED'])
    }
  }, 90_000)

  it('is a wallet that signs EIP-712, and then signs elsewhere what --offline prepared', async () => {
    const wallet = Wallet.createRandom()
    const sign = async (toSign: string) => {
      const { domain, types, message } = JSON.parse(await readFile(toSign, 'utf8'))
      delete types.EIP712Domain
      return wallet.signTypedData(domain, types, message)
    }
    await decided('replace-keys', await cardOf(wallet.address, sign, 'wallet'))
    expect(await officerOf(SOUTH)).toBe(wallet.address)
    const local = await refusal(['propose', 'suspend', NORTH], as(root, SOUTH))
    expect(local.error).toMatchObject({ code: 'CHAIN_REFUSED', facts: { reason: 'OnlyOfficer' } })
    const prepared = await run<Transactions>(SOUTH, 'propose', 'suspend', NORTH, '--offline', file('p.json'))
    expect(prepared.transactions[0]?.from).toBe(wallet.address)
    const raw = await wallet.signTransaction(Transaction.from(prepared.transactions[0]?.unsigned ?? ''))
    await writeFile(file('raw.txt'), raw)
    await run(SOUTH, 'send', file('p.json'), '--signed', file('raw.txt'))
  }, 150_000)

  it('is a contract that takes the proof (ERC-1271), and votes by what --offline prepared', async () => {
    await decided('replace-keys', await cardOf(MULTISIG, anything, 'multisig'))
    expect(await officerOf(SOUTH)).toBe(MULTISIG)
    const { short } = await run<{ short: string }>(NORTH, 'propose', 'suspend', ALPHA)
    await run(NORTH, 'advance', '2m')
    const { transactions } = await run<Transactions>(SOUTH, 'vote', short, 'for', '--offline', file('v.json'))
    const [one] = transactions
    expect(one?.from).toBe(MULTISIG)
    // The contract's own wallet makes it call this; here the chain lets the test speak as the contract.
    await chain.send('hardhat_impersonateAccount', [MULTISIG])
    const call = { from: MULTISIG, to: one?.to, data: one?.data, gasPrice: '0x0' }
    const hash = await chain.send('eth_sendTransaction', [call])
    expect((await chain.waitForTransaction(hash))?.status).toBe(1)
    const { votes } = await run<{ votes: { chamber: string; for: number }[] }>(NORTH, 'show', short)
    expect(votes.find(({ chamber }) => chamber === 'hospitals')?.for).toBe(1)
  }, 150_000)
})
