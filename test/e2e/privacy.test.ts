import { readdirSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import { CheckpointAnchor } from '../../contracts/generated/CheckpointAnchor.ts'
import { contracts } from '../../network/genesis/contracts.ts'
import { toHex } from '../../network/hex.ts'
import { Vault } from '../../provisioner/vault/vault.ts'
import { agreeAndSign, chainsAt, FOUR, intoNextWindow } from './anchored.ts'
import { answer } from './cli.ts'
import { as, newFolder, rehearsal } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA] = FOUR
const MANY = 10_000

let root = ''
let home = ''
let chains: Awaited<ReturnType<typeof chainsAt>>
let publicText = ''
let anchors: readonly { sequence: number; transaction: string }[]

// Three windows: nothing in the first but the founding, ten thousand records in the second, nothing in the third.
beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  chains = await chainsAt(await rehearsal(root))
  await intoNextWindow(chains.chain)
  home = join(root, 'homes', NORTH)
  await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
  await intoNextWindow(chains.chain)
  const values = Array.from({ length: MANY }, (_, i) => JSON.stringify({ patient: patient(i), millilitres: i % 50 }))
  await writeFile(join(root, 'values.ndjson'), `${values.join('\n')}\n`)
  const { records } = await answer<{ records: string[] }>(['record', 'put', 'values.ndjson'], as(root, NORTH))
  await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
  await intoNextWindow(chains.chain)
  await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
  for (const what of [['fund'], ['deploy'], []]) await answer(['anchor', ...what], as(root, ALPHA))
  anchors = (await answer<{ anchors: typeof anchors }>(['anchors'], as(root, ALPHA))).anchors
  publicText = JSON.stringify(await answer(['evidence', records[17] ?? '', '--public'], as(root, NORTH)))
}, 240_000)

afterAll(() => chains?.close())

/** A name that occurs nowhere but in the values. */
function patient(i: number): string {
  return `patient-zqx-${String(i).padStart(6, '0')}`
}

interface Parameter {
  readonly type: string
  readonly indexed?: boolean
  readonly components?: readonly Parameter[]
}
interface Entry {
  readonly type: string
  readonly name?: string
  readonly stateMutability?: string
  readonly inputs?: readonly Parameter[]
}

/** Every type in a parameter, however deep. */
function typesIn({ type, components = [] }: Parameter): string[] {
  return [type, ...components.flatMap(typesIn)]
}

const isText = (type: string) => /^(string|bytes)(\[|$)/.test(type)
const entriesOf = (abi: readonly unknown[], type: string) =>
  (abi as readonly Entry[]).filter((entry) => entry.type === type)
const written = (abi: readonly unknown[]) =>
  entriesOf(abi, 'function').filter(({ stateMutability }) => stateMutability === 'nonpayable')

/** `function(argument type)` of all that would let text, or a length of its own, in. */
function offences(entries: readonly Entry[], wrong: (type: string) => boolean): string[] {
  return entries.flatMap(({ name, inputs = [] }) =>
    inputs
      .flatMap(typesIn)
      .filter(wrong)
      .map((type) => `${name}: ${type}`),
  )
}

describe('rule 1: what is written for all to see is of fixed width', () => {
  // Signatures are M, a set is N, and a consistency proof follows from the sizes of the logs; all three are public anyway.
  const ARRAYS: Readonly<Record<string, readonly string[]>> = {
    submit: ['tuple[]', 'address[]'],
    submitStrict: ['tuple[]', 'address[]', 'bytes32[]'],
    handover: ['tuple[]', 'address[]'],
    nameSuccessor: ['tuple[]', 'address[]'],
    proveEquivocation: ['tuple[]', 'address[]'],
    proveHandoverEquivocation: ['tuple[]', 'address[]'],
  }

  it('calls of the public contract hold no text, and no array but of signatures, signers and proofs', () => {
    const functions = written(CheckpointAnchor.abi)
    expect(functions.length).toBeGreaterThan(3)
    expect(offences([...functions, ...entriesOf(CheckpointAnchor.abi, 'constructor')], isText)).toEqual([])
    for (const { name = '', inputs = [] } of functions) {
      const arrays = inputs.flatMap(typesIn).filter((type) => type.endsWith(']'))
      expect([name, [...new Set(arrays)].filter((type) => !ARRAYS[name]?.includes(type))]).toEqual([name, []])
    }
  })

  it('events of the public contract hold no text and no array', () => {
    const events = entriesOf(CheckpointAnchor.abi, 'event')
    expect(events.length).toBeGreaterThan(3)
    expect(offences(events, (type) => isText(type) || type.endsWith(']'))).toEqual([])
  })

  it('on the consortium’s chain records and checkpoints come without free text: seals are checked for their length', () => {
    const seals = ['propose: bytes[]']
    for (const name of ['CommitmentRegistry', 'CheckpointBoard', 'DeviceRegistry', 'AccessPass'] as const) {
      const { abi } = contracts[name]
      const own = entriesOf(abi, 'event').filter((event) => !/^(Initialized|Upgraded)$/.test(event.name ?? ''))
      expect(own.length).toBeGreaterThan(0)
      expect(offences(own, isText).filter((found) => found !== 'CheckpointProposed: bytes[]')).toEqual([])
      const calls = written(abi).filter((call) => !/^(initialize|upgradeToAndCall)$/.test(call.name ?? ''))
      expect(offences(calls, isText).filter((found) => !seals.includes(found))).toEqual([])
    }
  })

  it('this lint sees text and arrays where there are some', () => {
    const bad = [{ type: 'event', name: 'Told', inputs: [{ type: 'tuple', components: [{ type: 'string' }] }] }]
    expect(offences(bad, isText)).toEqual(['Told: string'])
    expect(offences(written(contracts.ConsortiumGovernor.abi), isText).length).toBeGreaterThan(0)
  })
})

describe('rule 2: no hash of a value without its salt', () => {
  it('stands in the evidence, whose only word of the record is its salted commitment', () => {
    const vault = new Vault(join(home, 'vault.sqlite'))
    const [first] = vault.list()
    const record = vault.record(first?.id ?? '')
    vault.close()
    expect(toHex(record?.commitment ?? new Uint8Array())).toMatch(/^0x[0-9a-f]{64}$/)
    expect(JSON.parse(publicText).opening).toBeNull()
    expect(Object.keys(JSON.parse(publicText).record)).toEqual(['commitment', 'index', 'path'])
  })
})

describe('rule 6: public evidence holds nothing of the consortium’s blocks but a hash', () => {
  it('has no header, bloom, gas, root of transactions or receipts, in any depth', () => {
    const keys = keysOf(JSON.parse(publicText))
    expect(keys).toContain('blockHash')
    expect(
      keys.filter((key) => /header|bloom|gas|transactionsRoot|receipt|stateRoot|rlp|extraData|nonce|miner/i.test(key)),
    ).toEqual([])
  })

  it('nor their values', async () => {
    const { checkpoint } = JSON.parse(publicText)
    const block = await chains.chain.send('eth_getBlockByNumber', [`0x${checkpoint.blockNumber.toString(16)}`, false])
    for (const field of ['stateRoot', 'transactionsRoot', 'receiptsRoot', 'logsBloom']) {
      const bytes = Buffer.from(String(block[field]).slice(2), 'hex')
      expect(bytes.length).toBeGreaterThanOrEqual(32)
      expect(publicText).not.toContain(bytes.toString('base64url'))
      expect(publicText).not.toContain(bytes.toString('hex'))
    }
  })
})

describe('rule 7: how much happened does not show', () => {
  it(`a window without records and one with ${MANY} give public transactions of the same length`, async () => {
    const sent = await Promise.all(anchors.map(({ transaction }) => chains.publicChain.getTransaction(transaction)))
    expect(sent).toHaveLength(3)
    const lengths = sent.map((transaction) => transaction?.data.length)
    expect(new Set(lengths).size).toBe(1)
    expect(lengths[0]).toBeGreaterThan(1000)
    const logs = await Promise.all(
      anchors.map(({ transaction }) => chains.publicChain.getTransactionReceipt(transaction)),
    )
    expect(
      new Set(logs.map((receipt) => receipt?.logs.map(({ topics, data }) => [topics.length, data.length]).join())).size,
    ).toBe(1)
  })
})

describe('rule 11: values and salts stand in the vault alone', () => {
  it('in no other file of the home, no transaction, no log, on either chain', async () => {
    const secrets = secretsOf(join(home, 'vault.sqlite'))
    expect(secrets.length).toBeGreaterThan(100)
    const places = [
      ...filesBut(home, 'vault.sqlite'),
      ...(await onChain(chains.chain)),
      ...(await onChain(chains.publicChain)),
    ]
    expect(places.length).toBeGreaterThan(30)
    expect(leaks(places, secrets)).toEqual([])
  }, 60_000)

  it('and are found by this very search in the vault, which is for its owner alone', () => {
    const vault = readFileSync(join(home, 'vault.sqlite'))
    expect(leaks([['vault', vault]], secretsOf(join(home, 'vault.sqlite')))).toEqual(['vault'])
    expect(statSync(join(home, 'vault.sqlite')).mode & 0o777).toBe(0o600)
  })
})

type Place = readonly [string, Buffer]

/** Salts as bytes, and a word of the values; each as it would stand in a file, in hex and in base64. */
function secretsOf(file: string): Buffer[] {
  const vault = new Vault(file)
  const salts = vault
    .list()
    .slice(0, 40)
    .map(({ id }) => Buffer.from(vault.record(id)?.salt ?? []))
  vault.close()
  return [...salts, Buffer.from('patient-zqx-')].flatMap((secret) => [
    secret,
    Buffer.from(secret.toString('hex')),
    Buffer.from(secret.toString('base64url').slice(0, -2)),
  ])
}

function leaks(places: readonly Place[], secrets: readonly Buffer[]): string[] {
  return places.flatMap(([place, bytes]) => (secrets.some((secret) => bytes.includes(secret)) ? [place] : []))
}

function filesBut(folder: string, name: string): Place[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== name)
    .map((entry) => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name))])
}

/** Every log, and the data of every transaction of every block. */
async function onChain(provider: JsonRpcProvider): Promise<Place[]> {
  const logs = await provider.getLogs({ fromBlock: 0, toBlock: 'latest' })
  const places = logs.map(
    ({ data, topics }, i): Place => [`log ${i}`, bytesOf(data + topics.map((topic) => topic.slice(2)).join(''))],
  )
  for (let number = await provider.getBlockNumber(); number > 0; number -= 1) {
    const block = await provider.getBlock(number, true)
    for (const { hash, data } of block?.prefetchedTransactions ?? []) places.push([hash, bytesOf(data)])
  }
  return places
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.slice(2), 'hex')
}

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
}
