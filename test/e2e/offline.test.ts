import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from '@jest/globals'
import { Transaction, Wallet } from 'ethers'
import { type Prepared, type Transactions, unsignedOf } from '../../network/transaction/prepared.ts'
import { openHome } from '../../provisioner/home/open-home.ts'
import { openKeystores } from '../../provisioner/signers/keystore.ts'
import { FOUR, journalOf } from './anchored.ts'
import { answer, endOf, type Options, quorate, refusal, start } from './cli.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA] = FOUR
let root = ''
const run = <T>(member: string, ...typed: string[]) => answer<T>(typed, as(root, member))
/** The member without its passphrase: no key of it can be opened. */
const keyless = (member: string): Options => ({ home: as(root, member).home ?? '', cwd: root })
const file = (name: string) => join(root, name)
const read = async (name: string) => JSON.parse(await readFile(file(name), 'utf8')) as Transactions
const proposals = async () => (await run<{ proposals: { id: string }[] }>(NORTH, 'proposals')).proposals

/** An officer's key in the hands of an ordinary tool. */
async function officerOf(member: string): Promise<Wallet> {
  const { home = '', passphrase = '' } = as(root, member)
  const keys = await openKeystores((await openHome(home)).keystores, (await readFile(passphrase, 'utf8')).trim())
  return new Wallet(keys.get('officer')?.reveal() ?? '')
}

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  await rehearsal(root)
}, 120_000)

describe('a transaction of a key that is elsewhere', () => {
  it('is prepared without any key, in words, and nothing is sent', async () => {
    const prepared = await answer<Transactions>(
      ['propose', 'suspend', SOUTH, '--offline', file('suspend.json')],
      keyless(NORTH),
    )
    expect(prepared.transactions).toHaveLength(1)
    expect(prepared.transactions[0]?.says).toBe(`propose to suspend ${SOUTH}`)
    expect(await proposals()).toEqual([])
    const none = await refusal(['propose', 'suspend', SOUTH], keyless(NORTH))
    expect(none.error.code).toBe('PASSPHRASE_MISSING')
  }, 60_000)

  it('is refused by the contracts before it is signed', async () => {
    const { error } = await refusal(['vote', '00000000', 'for', '--offline', file('no.json')], keyless(NORTH))
    expect(error.code).toBe('PROPOSAL_UNKNOWN')
  }, 60_000)

  it('is signed where the key is, told from its bytes, and sent once', async () => {
    const lying = await read('suspend.json')
    const changed = { ...lying, transactions: lying.transactions.map((one) => ({ ...one, says: 'water the flowers' })) }
    await writeFile(file('lying.json'), JSON.stringify(changed))
    const signed = await run<Transactions>(NORTH, 'sign', file('lying.json'), '--out', file('suspend.signed.json'))
    expect(signed.transactions[0]?.says).toBe(`propose to suspend ${SOUTH}`)
    const first = await run<{ sent: object[] }>(NORTH, 'send', file('suspend.signed.json'))
    expect(await proposals()).toHaveLength(1)
    expect(await run(NORTH, 'send', file('suspend.signed.json'))).toEqual(first)
    expect(await proposals()).toHaveLength(1)
    const journalled = (await journalOf(root, NORTH)).filter(({ event }) => event === 'transaction.signed')
    expect(journalled).toHaveLength(1)
  }, 60_000)

  it('is not signed by a home that has no key of it, nor out of a file that contradicts itself', async () => {
    expect((await refusal(['sign', file('suspend.json')], as(root, SOUTH))).error.code).toBe('USAGE')
    const honest = await read('suspend.json')
    const faulty = { ...honest, transactions: honest.transactions.map((one) => ({ ...one, nonce: one.nonce + 1 })) }
    await writeFile(file('faulty.json'), JSON.stringify(faulty))
    expect((await refusal(['sign', file('faulty.json')], as(root, NORTH))).error.code).toBe('TRANSACTIONS_FAULTY')
    expect((await refusal(['send', file('faulty.json')], as(root, NORTH))).error.code).toBe('TRANSACTIONS_FAULTY')
  }, 60_000)

  it('is signed by any ordinary tool, and refused where the tool signed anything else', async () => {
    const [{ id = '' } = {}] = await proposals()
    await run(NORTH, 'advance', '2m')
    await answer(['vote', id, 'for', '--offline', file('vote.json')], keyless(ALPHA))
    const [one] = (await read('vote.json')).transactions
    const unsigned = Transaction.from(one?.unsigned ?? '')
    const officer = await officerOf(ALPHA)
    const other = Transaction.from({ ...unsigned.toJSON(), gasPrice: 1n })
    await writeFile(file('other.txt'), await officer.signTransaction(other))
    const refused = await refusal(['send', file('vote.json'), '--signed', file('other.txt')], as(root, ALPHA))
    expect([refused.error.code, refused.error.facts['differs']]).toEqual(['TRANSACTION_OTHER', ['gasPrice']])
    await writeFile(file('raw.txt'), `${await officer.signTransaction(unsigned)}\n`)
    await run(ALPHA, 'send', file('vote.json'), '--signed', file('raw.txt'))
    const shown = await run<{ votes: { chamber: string; for: number }[] }>(ALPHA, 'show', id)
    expect(shown.votes.find(({ chamber }) => chamber === 'manufacturers')?.for).toBe(1)
  }, 60_000)

  it('is sent once though send was killed at any moment, and is stale when its nonce is taken', async () => {
    const [{ id = '' } = {}] = await proposals()
    await answer(['vote', id, 'for', '--offline', file('north.json')], keyless(NORTH))
    await answer(['vote', id, 'against', '--offline', file('against.json')], keyless(NORTH))
    for (const name of ['north', 'against'])
      await run(NORTH, 'sign', file(`${name}.json`), '--out', file(`${name}.signed.json`))
    for (const wait of [300, 600, 900, 1200]) {
      const killed = start(['send', file('north.signed.json')], as(root, NORTH))
      const end = endOf(killed)
      await setTimeout(wait)
      killed.kill('SIGKILL')
      await end
    }
    await run(NORTH, 'send', file('north.signed.json'))
    const stale = await refusal(['send', file('against.signed.json')], as(root, NORTH))
    expect(stale.error.code).toBe('TRANSACTION_STALE')
  }, 90_000)

  /** As whoever carries the file has it signed: its fields changed, and its bytes made of them. */
  async function carried(name: string, change: (one: Prepared) => { nonce?: number; gas?: number }) {
    await answer(['propose', 'suspend', ALPHA, '--offline', file(`${name}.json`)], keyless(NORTH))
    const honest = await read(`${name}.json`)
    const transactions = honest.transactions.map((one) => {
      const other = { ...one, ...change(one) }
      return { ...other, unsigned: unsignedOf(other, honest.chainId).unsignedSerialized }
    })
    await writeFile(file(`${name}.json`), JSON.stringify({ ...honest, transactions }))
    const told = (await quorate(['sign', file(`${name}.json`)], as(root, NORTH))).stdout
    const before = await journalOf(root, NORTH)
    const { error } = await refusal(['send', file(`${name}.signed.json`)], as(root, NORTH))
    expect(await journalOf(root, NORTH)).toEqual(before)
    return { told, error }
  }

  it('is not sent, and locks nothing, where whoever carried it has raised its nonce', async () => {
    const { told, error } = await carried('raised', ({ nonce }) => ({ nonce: nonce + 1 }))
    expect(error).toMatchObject({ code: 'TRANSACTION_AHEAD', facts: { next: Number(error.facts['nonce']) - 1 } })
    expect(told).toContain(`transaction ${error.facts['nonce']} of`)
    await run(NORTH, 'propose', 'suspend', ALPHA)
  }, 60_000)

  it('is not sent, and locks nothing, where its gas was changed', async () => {
    for (const gas of [25_000, 10 ** 12])
      expect([gas, (await carried(`gas-${gas}`, () => ({ gas }))).error.code]).toEqual([gas, 'TRANSACTION_GAS'])
    await run(NORTH, 'propose', 'suspend', ALPHA)
  }, 60_000)
})
