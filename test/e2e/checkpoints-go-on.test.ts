import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import { read } from '../../provisioner/chain/read.ts'
import { readAttempts } from '../../provisioner/checkpoint/decided.ts'
import { CADENCE, callAs, chainsAt, FOUR, intoNextWindow, moveTo, propose, rogue } from './anchored.ts'
import { newFolder, rehearsal } from './rehearsals.ts'
import { sealedPart } from './sealed.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR
const HONEST = [NORTH, SOUTH, ALPHA]

let root = ''
let chains: Awaited<ReturnType<typeof chainsAt>>

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  chains = await chainsAt(await rehearsal(root))
  await intoNextWindow(chains.chain)
  for (const _ of ['one', 'two']) await chains.chain.send('evm_mine', [])
}, 120_000)

afterAll(() => chains?.close())

const head = () => read(chains.chain, 'CheckpointBoard', 'head')

/** Each honest member's next step, one after the other, on a network whose validators seal blocks. */
async function steps(members: readonly string[]): Promise<string[]> {
  const done: string[] = []
  for (const member of members) done.push((await sealedPart(root, member)).did)
  return done
}

describe('a checkpoint whose fields another member puts on the board first, with seals that are none', () => {
  it('is decided and signed by all who hold the seals of the honest proposer, agreed to it or not', async () => {
    const beta = await rogue(root, BETA, chains.chain)
    const first = await sealedPart(root, NORTH, ({ send }) => ({
      async send(call) {
        const [fields] = interfaceOf('CheckpointBoard').decodeFunctionData('propose', call.data)
        await propose(beta, fields)
        return send(call)
      },
    }))
    expect(first.did).toBe('proposed')
    const attempts = await readAttempts(chains.chain)
    expect(attempts.map(({ seals }) => seals.length)).toEqual([0, 4])
    expect(new Set(attempts.map(({ digest }) => digest)).size).toBe(1)
    expect(await steps([SOUTH])).toEqual(['agreed'])
    expect(await head()).toMatchObject({ sequence: 1n, signatures: 0n })
    // The third of them never agreed: it judges the seals as it signs.
    expect(await steps([ALPHA, NORTH, SOUTH])).toEqual(['signed', 'signed', 'signed'])
    expect(await head()).toMatchObject({ sequence: 1n, signatures: 3n })
  }, 60_000)
})

describe('a checkpoint that was decided before the cadence changed, and signed by too few', () => {
  it('is signed after the change, by who agreed and who did not; the next one comes at the new cadence', async () => {
    await intoNextWindow(chains.chain)
    const beta = await rogue(root, BETA, chains.chain)
    expect(await steps([NORTH, SOUTH])).toEqual(['proposed', 'agreed'])
    const [open] = (await readAttempts(chains.chain)).slice(-1)
    await callAs(chains.chain, beta.address, 'CheckpointBoard', 'agree', [2, open?.digest])
    expect(await steps([NORTH])).toEqual(['signed'])
    await callAs(chains.chain, predeploys.ConsortiumTimelock, 'CheckpointBoard', 'setCadence', [CADENCE / 2])
    expect(await head()).toMatchObject({ sequence: 2n, signatures: 1n })
    expect(await steps([SOUTH, ALPHA])).toEqual(['signed', 'signed'])
    expect(await head()).toMatchObject({ sequence: 2n, signatures: 3n })
    await moveTo(chains.chain, ((await chains.chain.getBlock('latest'))?.timestamp ?? 0) + CADENCE)
    expect(await steps(HONEST)).toEqual(['proposed', 'agreed', 'agreed'])
    expect(await steps(HONEST)).toEqual(['signed', 'signed', 'signed'])
  }, 60_000)
})

describe('a checkpoint that M members decided with no seals that hold', () => {
  it('is signed by nobody else', async () => {
    await moveTo(chains.chain, ((await chains.chain.getBlock('latest'))?.timestamp ?? 0) + CADENCE)
    const liars = await Promise.all([BETA, NORTH, SOUTH].map((member) => rogue(root, member, chains.chain)))
    const [first] = liars
    await sealedPart(root, NORTH, ({ send }) => ({
      async send(call) {
        const named = interfaceOf('CheckpointBoard').parseTransaction(call)
        if (named?.name !== 'propose') return send(call)
        if (first !== undefined) await propose(first, named.args['checkpoint'])
        throw new Error('never sent')
      },
    })).catch(() => undefined)
    const [open] = (await readAttempts(chains.chain)).slice(-1)
    for (const { address } of liars.slice(1))
      await callAs(chains.chain, address, 'CheckpointBoard', 'agree', [open?.checkpoint.sequence, open?.digest])
    expect(await head()).toMatchObject({ digest: open?.digest, signatures: 0n })
    expect(await sealedPart(root, ALPHA)).toMatchObject({
      did: 'nothing',
      why: expect.stringContaining('not what this member’s own node says'),
    })
  }, 60_000)
})
