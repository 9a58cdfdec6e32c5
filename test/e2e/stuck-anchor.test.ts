import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { toQuantity, Transaction } from 'ethers'
import { anchorOf, readAnchorHead } from '../../provisioner/anchors/anchor.ts'
import { readLock } from '../../provisioner/founding/read.ts'
import { agreeAndSign, chainsAt, FOUR, intoNextWindow, journalOf } from './anchored.ts'
import { answer, endOf, quorate, start } from './cli.ts'
import { holdingProxy } from './holding-proxy.ts'
import { until } from './processes.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA] = FOUR

let root = ''
let stands: Stands
let chains: Awaited<ReturnType<typeof chainsAt>>

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root)
  chains = await chainsAt(stands)
  await intoNextWindow(chains.chain)
  await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
  await answer(['anchor', 'fund'], as(root, SOUTH))
  await answer(['anchor', 'deploy'], as(root, SOUTH))
}, 180_000)

afterAll(() => chains?.close())

const anchorings = async (member: string = SOUTH) =>
  (await journalOf(root, member)).filter(
    ({ event, what }) => event === 'transaction.signed' && String(what).startsWith('anchoring of'),
  )
const headSequence = async () =>
  (await readAnchorHead(chains.publicChain, anchorOf(await readLock(join(root, 'lock.json'))))).sequence

async function publicBlocks(made: boolean): Promise<void> {
  await chains.publicChain.send('evm_setAutomine', [made])
  await chains.publicChain.send('evm_setIntervalMining', [made ? 1000 : 0])
  if (made) await chains.publicChain.send('evm_mine', [])
}

/** A block that is too dear for what was offered before one was; the next offer is for twice its base fee. */
async function passBy(): Promise<void> {
  await chains.publicChain.send('hardhat_setNextBlockBaseFeePerGas', [toQuantity(150n * 10n ** 9n)])
  await chains.publicChain.send('evm_mine', [])
}

async function cheapBlocks(): Promise<void> {
  await chains.publicChain.send('hardhat_setNextBlockBaseFeePerGas', [toQuantity(10n ** 9n)])
  await publicBlocks(true)
}

describe('an anchoring that no block takes', () => {
  it('is offered once while none comes, and for more on its nonce where they pass it by, over kills; it lands once', async () => {
    await publicBlocks(false)
    const relayer = start(['anchor', '--patience', '60', '--json'], as(root, SOUTH))
    const ended = endOf(relayer)
    await until('it is offered', async () => (await anchorings()).length === 1)
    relayer.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
    const { json } = await quorate(['anchor', '--patience', '1', '--json'], as(root, SOUTH))
    expect(json).toMatchObject({ error: { code: 'TRANSACTION_UNMINED' } })
    expect(await anchorings()).toHaveLength(1)
    const again = start(['anchor', '--patience', '1', '--json'], as(root, SOUTH))
    const done = endOf(again)
    await until('it is offered for more', async () => {
      await passBy()
      return (await anchorings()).length > 1
    })
    await cheapBlocks()
    expect((await done)[0]).toBe(0)

    const offers = (await anchorings()).map(({ raw }) => Transaction.from(String(raw)))
    expect(new Set(offers.map(({ nonce }) => nonce)).size).toBe(1)
    for (const [i, offer] of offers.entries()) {
      const before = offers[i - 1]
      if (before === undefined) continue
      expect((offer.maxFeePerGas ?? 0n) * 10n).toBeGreaterThanOrEqual((before.maxFeePerGas ?? 0n) * 11n)
      expect((offer.maxPriorityFeePerGas ?? 0n) * 10n).toBeGreaterThanOrEqual((before.maxPriorityFeePerGas ?? 0n) * 11n)
    }
    expect(await headSequence()).toBe(1)
    const ends = (await journalOf(root, SOUTH)).filter(
      ({ event, hash }) => event === 'transaction.ended' && offers.some((offer) => offer.hash === hash),
    )
    expect(ends.filter(({ how }) => how === 'mined')).toHaveLength(1)
    expect(ends.filter(({ how }) => how === 'overtaken')).toHaveLength(offers.length - 1)
    expect(await answer(['anchor'], as(root, SOUTH))).toEqual({ sent: [], failed: [] })
  }, 120_000)

  it('whose place another has taken makes way: nothing is sent on its nonce, and the next goes on', async () => {
    await intoNextWindow(chains.chain)
    await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
    await answer(['anchor', 'fund'], as(root, ALPHA))
    await publicBlocks(false)
    const relayer = start(['anchor', '--patience', '60', '--json'], as(root, SOUTH))
    const ended = endOf(relayer)
    const before = (await anchorings()).length
    await until('it is offered', async () => (await anchorings()).length > before)
    relayer.kill('SIGKILL')
    await ended
    const stuck = Transaction.from(String((await anchorings()).at(-1)?.['raw']))
    await chains.publicChain.send('hardhat_dropTransaction', [stuck.hash])
    await publicBlocks(true)
    await answer(['anchor'], as(root, ALPHA))
    expect(await headSequence()).toBe(2)

    await publicBlocks(false)
    const settling = start(['anchor', '--patience', '1', '--json'], as(root, SOUTH))
    const settled = endOf(settling)
    await until('it makes way', async () => {
      await passBy()
      const last = Transaction.from(String((await anchorings()).at(-1)?.['raw']))
      return last.nonce === stuck.nonce && last.data === '0x' && last.to === last.from
    })
    await cheapBlocks()
    expect((await settled)[0]).toBe(0)
    expect(await headSequence()).toBe(2)
    await intoNextWindow(chains.chain)
    await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
    await answer(['anchor'], as(root, SOUTH))
    expect(await headSequence()).toBe(3)
  }, 180_000)
})

describe('an agent that anchors', () => {
  it('leaves the home to the member’s commands while it waits for a block, and brings the checkpoint when one comes', async () => {
    await intoNextWindow(chains.chain)
    await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
    // Whose turn checkpoint 4 is.
    await answer(['anchor', 'fund'], as(root, ALPHA))
    const before = (await anchorings(ALPHA)).length
    await publicBlocks(false)
    const agent = start(['agent', '--json'], as(root, ALPHA))
    const ended = endOf(agent)
    try {
      await until('it has signed', async () => (await anchorings(ALPHA)).length > before, 60_000)
      const began = Date.now()
      await answer(['checkpoint'], as(root, ALPHA))
      expect(Date.now() - began).toBeLessThan(20_000)
      expect(await headSequence()).toBe(3)
      await publicBlocks(true)
      await until('the agent has brought it', async () => (await headSequence()) === 4, 60_000)
    } finally {
      agent.kill('SIGTERM')
      await ended
    }
    expect(await anchorings(ALPHA)).toHaveLength(before + 1)
  }, 180_000)
})

describe('a public chain that is dead or does not answer', () => {
  it('delays no other, and is named', async () => {
    await intoNextWindow(chains.chain)
    await agreeAndSign(root, [NORTH, SOUTH, ALPHA])
    const silent = await holdingProxy(stands.publicRpc, 'eth_chainId')
    const connection = join(root, 'homes', SOUTH, 'connection.json')
    const kept = JSON.parse(await readFile(connection, 'utf8'))
    const dead = 'http://127.0.0.1:1'
    const publicChains = { base: [dead, stands.publicRpc], gone: [dead], silent: [silent.rpc] }
    await writeFile(connection, JSON.stringify({ ...kept, publicChains }))
    const { code, json } = await quorate(['anchor', '--json'], as(root, SOUTH))
    expect(code).toBe(1)
    expect(json).toMatchObject({
      sent: [{ chain: 'base', sequence: 5 }],
      failed: [
        { chain: 'gone', error: { code: 'RPC_UNREACHABLE' } },
        { chain: 'silent', error: { code: 'RPC_UNREACHABLE' } },
      ],
    })
    const lines = await journalOf(root, SOUTH)
    const at = (event: string) => Date.parse(lines.filter((line) => line.event === event).at(-1)?.at ?? '')
    expect(at('transaction.ended') - at('transaction.signed')).toBeLessThan(5_000)
    const status = await answer<{ anchors: unknown[]; findings: { code: string; subject: string }[] }>(
      ['status'],
      as(root, SOUTH),
    )
    expect(status.anchors).toMatchObject([{ chain: 'base', sequence: 5, state: 'finalised' }])
    const quiet = status.findings.filter((finding) => finding.code === 'PUBLIC_CHAIN_SILENT')
    expect(quiet.map(({ subject }) => subject).sort()).toEqual(['gone', 'silent'])
  }, 120_000)
})
