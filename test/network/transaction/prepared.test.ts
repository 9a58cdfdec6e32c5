import { describe, expect, it } from '@jest/globals'
import { Transaction, type TransactionLike, Wallet } from 'ethers'
import { type PredeployName, predeploys } from '../../../network/genesis/addresses.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import { membershipAction } from '../../../network/governance/action.ts'
import { proposalArguments, proposalId } from '../../../network/governance/proposal.ts'
import type { Hex } from '../../../network/hex.ts'
import { organisationId } from '../../../network/slug.ts'
import {
  type Prepared,
  preparedFaults,
  signedFaults,
  transactionsSchema,
  unsignedOf,
} from '../../../network/transaction/prepared.ts'
import { transactionInWords } from '../../../network/transaction/words.ts'

const CHAIN = 620604
const officer = new Wallet(`0x${'11'.repeat(32)}`)
const stranger = new Wallet(`0x${'22'.repeat(32)}`)
const governor = interfaceOf('ConsortiumGovernor')
const description = `0x${'ab'.repeat(32)}` as const

const propose = (member: string) => {
  const { targets, values, calldatas } = proposalArguments({
    actions: [membershipAction('suspend', member)],
    description,
  })
  return governor.encodeFunctionData('propose', [targets, values, calldatas, description]) as Hex
}

function prepared(changes: Partial<Prepared> = {}): Prepared {
  const fields = {
    from: officer.address as Hex,
    to: predeploys.ConsortiumGovernor,
    data: propose('west'),
    nonce: 3,
    gas: 200_000,
    takenAt: 7,
    ...changes,
  }
  const unsigned = unsignedOf(fields, CHAIN).unsignedSerialized as Hex
  return { says: 'whatever', unsigned, ...fields }
}

const signed = (changes: TransactionLike = {}, by = officer) =>
  by.signTransaction({ ...unsignedOf(prepared(), CHAIN).toJSON(), from: by.address, ...changes })

describe('a transaction that is signed elsewhere', () => {
  it('is what was prepared where an ordinary tool signed the unsigned bytes', async () => {
    const one = prepared()
    expect(preparedFaults(one, CHAIN)).toEqual([])
    const raw = await officer.signTransaction(Transaction.from(one.unsigned))
    expect(signedFaults(one, CHAIN, raw)).toEqual([])
  })

  it.each<[string, TransactionLike]>([
    ['to', { to: predeploys.MemberRegistry }],
    ['data', { data: propose('north') }],
    ['nonce', { nonce: 4 }],
    ['chainId', { chainId: 1 }],
    ['gasLimit', { gasLimit: 200_001 }],
    ['gasPrice', { gasPrice: 1 }],
    ['value', { value: 1 }],
    ['type', { type: 1 }],
  ])('is refused where its %s is another', async (field, changes) => {
    expect(signedFaults(prepared(), CHAIN, await signed(changes))).toContain(field)
  })

  it('is refused where another key signed it, where it is not signed, and where it is no transaction', async () => {
    expect(signedFaults(prepared(), CHAIN, await signed({}, stranger))).toEqual([`signed by ${stranger.address}`])
    expect(signedFaults(prepared(), CHAIN, prepared().unsigned)).toEqual(['no signed transaction'])
    expect(signedFaults(prepared(), CHAIN, '0x')).toEqual(['no signed transaction'])
    expect(signedFaults(prepared(), CHAIN, 'hello')).toEqual(['no signed transaction'])
  })
})

describe('a file of prepared transactions', () => {
  const document = (one: Prepared, changes: object = {}) => ({
    format: 'quorate/transactions/1',
    networkId: `0x${'cd'.repeat(32)}`,
    chainId: CHAIN,
    gasPrice: '0x0',
    transactions: [one],
    ...changes,
  })

  const ok = (value: object) => transactionsSchema.safeParse(value).success

  it('shows one thing and holds another: refused before anything is signed', () => {
    const honest = prepared()
    const lying = { ...honest, data: propose('north') }
    expect(preparedFaults(lying, CHAIN)).toEqual(['unsigned: not of these fields'])
    expect(preparedFaults(honest, 1)).toEqual(['unsigned: not of these fields'])
    expect(preparedFaults(prepared({ to: stranger.address as Hex }), CHAIN)).toEqual([
      'to: no contract of this network',
    ])
  })

  it('costs nothing, and has no field beside those that are checked', () => {
    const one = prepared({ to: officer.address as Hex })
    expect(ok(document(one))).toBe(true)
    expect(ok(document(one, { gasPrice: '0x1' }))).toBe(false)
    expect(ok(document(one, { note: 'trust me' }))).toBe(false)
    expect(ok(document({ ...one, value: '0x1' } as Prepared))).toBe(false)
    expect(ok(document(one, { transactions: [] }))).toBe(false)
  })

  it('names a proposal by its whole id: two whose ids begin alike are soon found', () => {
    const words = (call: string, given: unknown[]) =>
      transactionInWords({
        target: predeploys.ConsortiumGovernor,
        calldata: governor.encodeFunctionData(call, given) as Hex,
      })
    const proposal = { actions: [membershipAction('suspend', 'west')], description }
    const id = proposalId(proposal)
    const hex = id.toString(16).padStart(64, '0')
    expect(words('castVoteWithReason', [id, 1, ''])).toBe(`vote for the proposal ${hex}`)
    const { targets, values, calldatas, descriptionHash } = proposalArguments(proposal)
    for (const step of ['queue', 'execute', 'cancel'])
      expect(words(`${step}(address[],uint256[],bytes[],bytes32)`, [targets, values, calldatas, descriptionHash])).toBe(
        `${step} the proposal ${hex} to suspend west`,
      )
    const paid = words('execute(address[],uint256[],bytes[],bytes32)', [targets, [1n], calldatas, descriptionHash])
    expect(paid).toMatch(/^execute the proposal [0-9a-f]{64} to suspend west$/)
    expect(paid).not.toContain(hex)
  })

  it('is put in words from its bytes alone, a proposal by what it would do', () => {
    const words = (data: string) => transactionInWords({ target: predeploys.ConsortiumGovernor, calldata: data as Hex })
    expect(words(propose('west'))).toBe('propose to suspend west')
    expect(words(governor.encodeFunctionData('castVote', [1n << 224n, 0]))).toBe(
      `vote against the proposal 00000001${'0'.repeat(56)}`,
    )
    expect(words('0x12345678')).toContain('ConsortiumGovernor')
    const of = (contract: PredeployName, call: string, given: unknown[]) =>
      transactionInWords({
        target: predeploys[contract],
        calldata: interfaceOf(contract).encodeFunctionData(call, given) as Hex,
      })
    const [west, north] = [organisationId('west'), organisationId('north')]
    expect(of('MemberRegistry', 'delegate', [west])).toBe('let west hold the vote until it is taken back')
    expect(of('MemberRegistry', 'delegateUntil', [west, 1_800_000_000])).toBe(
      'let west hold the vote until 2027-01-15T08:00:00Z',
    )
    expect(of('EmergencyCouncil', 'suspend', [west, 3, 1, [[north, '0x']]])).toBe(
      'suspend west at once: emergency action 3, signed by north',
    )
    expect(of('EmergencyCouncil', 'lapse', [])).toBe('book that the emergency action is over')
    expect(of('NodeRegistry', 'announceEndpoints', [west, '0x'])).toBe('say where west is reached')
    const many = Array.from({ length: 400 }, () => membershipAction('suspend', 'hospital-of-a-long-name'.slice(0, 20)))
    const { targets, values, calldatas } = proposalArguments({ actions: many, description })
    const long = words(governor.encodeFunctionData('propose', [targets, values, calldatas, description]))
    expect(long.length).toBe(2000)
    expect(ok(document({ ...prepared({ to: officer.address as Hex }), says: long }))).toBe(true)
  })
})
