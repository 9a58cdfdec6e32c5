import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { checkpointStructHash } from '../../network/checkpoint/checkpoint-hash.ts'
import { merkleHash } from '../../network/checkpoint/merkle-hash.ts'
import { rootOf } from '../../network/checkpoint/merkle-log.ts'
import { type Hex, toHex } from '../../network/hex.ts'
import { organisationId } from '../../network/slug.ts'
import { read } from '../../provisioner/chain/read.ts'
import { readAttempts, readDecided } from '../../provisioner/checkpoint/decided.ts'
import { spansOf } from '../../provisioner/checkpoint/derive.ts'
import { followEvidence, spanFacts } from '../../provisioner/checkpoint/evidence-log.ts'
import { FileNodes } from '../../provisioner/checkpoint/file-nodes.ts'
import { factsIn } from '../../provisioner/checkpoint/window-facts.ts'
import {
  CADENCE,
  chainsAt,
  type Did,
  each,
  FOUR,
  intoNextWindow,
  journalOf,
  moveTo,
  nextWindow,
  propose,
  rogue,
} from './anchored.ts'
import { answer } from './cli.ts'
import { as, newFolder, rehearsal, type Stands } from './rehearsals.ts'

const [NORTH, SOUTH, ALPHA, BETA] = FOUR
const HONEST = [SOUTH, ALPHA, BETA]

let root = ''
let stands: Stands
let chains: Awaited<ReturnType<typeof chainsAt>>

beforeAll(async () => {
  root = join(await newFolder(), 'rehearsal')
  stands = await rehearsal(root)
  chains = await chainsAt(stands)
  await intoNextWindow(chains.chain)
  // A checkpoint is of a block above 0, and a rehearsal may stand before there is a second one.
  for (const _ of ['one', 'two']) await chains.chain.send('evm_mine', [])
}, 120_000)

afterAll(() => chains?.close())

const headSequence = async () => Number((await read(chains.chain, 'CheckpointBoard', 'head')).sequence)
const agreed = (sequence: number, digest: string, member: string) =>
  read(chains.chain, 'CheckpointBoard', 'agreedBy', BigInt(sequence), digest as Hex, organisationId(member))
const didOf = (parts: readonly Did[]) => parts.map(({ did }) => did)

/** What the board would take as the next checkpoint, with roots that no log has. */
async function forged(): Promise<Record<string, unknown>> {
  const block = await chains.chain.getBlock((await chains.chain.getBlockNumber()) - 1)
  const { structHash, sequence } = await read(chains.chain, 'CheckpointBoard', 'head')
  const hash = (byte: string) => `0x${byte.repeat(32)}`
  return {
    networkId: stands.network.networkId,
    epoch: 1,
    sequence: sequence + 1n,
    window: Math.floor((block?.timestamp ?? 0) / CADENCE),
    blockNumber: block?.number,
    blockTime: block?.timestamp,
    previous: structHash,
    blockHash: block?.hash,
    historyRoot: hash('11'),
    evidenceRoot: hash('22'),
    evidenceSize: 64,
    validatorSetHash: hash('33'),
    notBefore: hash('44'),
  }
}

describe('agreement on a checkpoint', () => {
  it('is not given to a root that a member’s own node does not have; the others decide without its proposer', async () => {
    await propose(await rogue(root, NORTH, chains.chain), await forged())
    const [wrong] = await readAttempts(chains.chain)
    const parts = await each(root, HONEST)
    expect(didOf(parts)).toEqual(['proposed', 'agreed', 'agreed'])
    for (const member of HONEST) expect(await agreed(1, wrong?.digest ?? '', member)).toBe(false)
    const [decided] = await readDecided(chains.chain)
    expect(decided?.digest).toBe(parts[0]?.digest)
  }, 60_000)

  it('is no signature: each signs afterwards, once, and asked again changes nothing', async () => {
    expect(didOf(await each(root, HONEST))).toEqual(['signed', 'signed', 'signed'])
    const { signatures } = await read(chains.chain, 'CheckpointBoard', 'head')
    const blocks = await sentBlocks()
    expect(didOf(await each(root, HONEST))).toEqual(['nothing', 'nothing', 'nothing'])
    expect((await read(chains.chain, 'CheckpointBoard', 'head')).signatures).toBe(signatures)
    expect(await sentBlocks()).toEqual(blocks)
  }, 60_000)

  it('waits for a dead proposer only until the next one’s turn', async () => {
    await moveTo(chains.chain, await nextWindow(chains.chain))
    const turns = await Promise.all(
      FOUR.map(async (name) => ({
        name,
        since: Number(await read(chains.chain, 'CheckpointBoard', 'turnOf', organisationId(name))),
      })),
    )
    const [dead, next, ...others] = turns.toSorted((a, b) => a.since - b.since)
    expect([...others, next].map((turn) => (turn?.since ?? 0) - (dead?.since ?? 0)).sort((a, b) => a - b)).toEqual(
      [1, 2, 3].map((turn) => turn * (CADENCE / 16)),
    )
    const early = await answer<Did>(['checkpoint'], as(root, next?.name ?? ''))
    expect(early).toMatchObject({ did: 'nothing', why: 'another member’s turn to propose' })
    await moveTo(chains.chain, next?.since ?? 0)
    const living = [next, ...others].map((turn) => turn?.name ?? '')
    expect(didOf(await each(root, living))).toEqual(['proposed', 'agreed', 'agreed'])
    expect(await headSequence()).toBe(2)
    expect(didOf(await each(root, living))).toEqual(['signed', 'signed', 'signed'])
  }, 90_000)

  it('ends in one decision where two propose at once, and all run into one another', async () => {
    await answer(['advance', '3h'], as(root, NORTH))
    const proposals = await Promise.all([NORTH, BETA].map((member) => answer<Did>(['checkpoint'], as(root, member))))
    expect(didOf(proposals)).toContain('proposed')
    for (let round = 0; round < 4 && (await headSequence()) < 3; round += 1) {
      await Promise.all(FOUR.map((member) => answer<Did>(['checkpoint'], as(root, member))))
    }
    expect(await headSequence()).toBe(3)
    const decided = await readDecided(chains.chain)
    expect(decided).toHaveLength(3)
    await Promise.all(FOUR.map((member) => answer<Did>(['checkpoint'], as(root, member))))
    expect(Number((await read(chains.chain, 'CheckpointBoard', 'head')).signatures)).toBeGreaterThanOrEqual(3)
  }, 120_000)

  it('is for logs that anybody rebuilds from the chain alone, windows that were missed among their facts', async () => {
    const { chain } = chains
    const checkpoints = (await readDecided(chain)).map(({ checkpoint }) => checkpoint)
    checkpoints.forEach((checkpoint, i) => {
      const before = checkpoints[i - 1]
      expect(checkpoint.previous).toBe(before === undefined ? `0x${'00'.repeat(32)}` : checkpointStructHash(before))
    })
    const spans = spansOf(checkpoints)
    const ranged = (range: { from: number; to: number }) => factsIn(chain, range)
    const nodes = new FileNodes(join(await newFolder(), 'rebuilt.nodes'))
    const networkId = stands.network.networkId as Hex
    await followEvidence(nodes, { spans, networkId, provider: chain, factsIn: ranged })
    const roots = checkpoints.map(({ evidenceSize }) => toHex(rootOf(nodes, merkleHash(), evidenceSize)))
    expect(roots).toEqual(checkpoints.map(({ evidenceRoot }) => evidenceRoot))
    nodes.close()
    const [, second, third] = checkpoints
    const last = spans[2]
    const facts = last === undefined ? [] : await spanFacts(last, ranged)
    const missed = facts.flatMap((fact) => (fact.kind === 'missed' ? [fact.window] : []))
    expect(missed).toHaveLength(2)
    expect(missed).toEqual([(second?.window ?? 0) + 1, (third?.window ?? 0) - 1])
  }, 60_000)

  it('that was signed by too few is signed later, though another was decided meanwhile', async () => {
    const late = [SOUTH, ALPHA]
    await each(root, FOUR)
    await intoNextWindow(chains.chain)
    expect(didOf(await each(root, [NORTH, ...late]))).toEqual(['proposed', 'agreed', 'agreed'])
    expect(didOf(await each(root, [NORTH]))).toEqual(['signed'])
    await intoNextWindow(chains.chain)
    expect(await headSequence()).toBe(4)
    expect((await read(chains.chain, 'CheckpointBoard', 'decision', 4n)).signatures).toBe(1n)
    // Each signs the old one first, and only then goes on to the next.
    expect(await each(root, late)).toMatchObject(late.map(() => ({ did: 'signed', sequence: 4 })))
    expect((await read(chains.chain, 'CheckpointBoard', 'decision', 4n)).signatures).toBe(3n)
    expect(didOf(await each(root, [NORTH, ...late]))).toEqual(['proposed', 'agreed', 'agreed'])
    expect(await headSequence()).toBe(5)
  }, 120_000)
})

describe('a member whose journal is restored from a backup', () => {
  it('sits out what is left of the window and a whole one, then takes part again, and signs nothing twice', async () => {
    const journal = join(root, 'homes', ALPHA, 'journal.ndjson')
    const backup = await readFile(journal)
    expect(await each(root, [ALPHA])).toMatchObject([{ did: 'signed', sequence: 5 }])
    await writeFile(journal, backup)
    const sittingOut = { did: 'nothing', why: expect.stringContaining('sits out') }
    for (const windows of [0, 1]) {
      if (windows > 0) await intoNextWindow(chains.chain)
      expect(await each(root, [ALPHA])).toMatchObject([sittingOut])
    }
    await intoNextWindow(chains.chain)
    expect(didOf(await each(root, [ALPHA]))).toEqual(['proposed'])
    const events = (await journalOf(root, ALPHA)).filter(({ event }) => event === 'signature.forgotten')
    expect(events).toMatchObject([{ kind: 'checkpoint', number: 5 }])
  }, 60_000)
})

/** How many transactions each honest member's agent has sent. */
async function sentBlocks(): Promise<number[]> {
  const wallets = await Promise.all(HONEST.map((member) => rogue(root, member, chains.chain)))
  return Promise.all(wallets.map(({ address }) => chains.chain.getTransactionCount(address)))
}
