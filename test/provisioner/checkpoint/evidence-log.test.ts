import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { JsonRpcProvider } from 'ethers'
import fc from 'fast-check'
import type { Checkpoint } from '../../../network/checkpoint/checkpoint.ts'
import type { Fact } from '../../../network/checkpoint/leaves.ts'
import { HASH_BYTES, merkleHash } from '../../../network/checkpoint/merkle-hash.ts'
import { leavesIn, rootOf } from '../../../network/checkpoint/merkle-log.ts'
import { WINDOW_LEAVES } from '../../../network/checkpoint/window.ts'
import { type Hex, toHex } from '../../../network/hex.ts'
import { connectAny } from '../../../provisioner/chain/connect.ts'
import { spansOf } from '../../../provisioner/checkpoint/derive.ts'
import { type FactsIn, followEvidence, type Span, spanFacts } from '../../../provisioner/checkpoint/evidence-log.ts'
import { FileNodes } from '../../../provisioner/checkpoint/file-nodes.ts'
import { newFolder } from '../home/folders.ts'
import { standInNode } from './stand-in-node.ts'

const hash = merkleHash()
const networkId: Hex = `0x${'a1'.repeat(32)}`
const organisation: Hex = `0x${'0b'.repeat(20)}`

/** A batch in every block whose number three divides; the window of block 30 is a busy one. */
const factsOf: FactsIn = async ({ from, to }) => {
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  return numbers.flatMap((number): Fact[] => {
    const count = number === 30 ? 100 : Number(number % 3 === 0)
    const rootAt = (i: number): Hex => `0x${(number * 1000 + i).toString(16).padStart(64, '0')}`
    return Array.from({ length: count }, (_, i) => ({ kind: 'batch', organisation, root: rootAt(i) }))
  })
}

interface World {
  readonly provider: JsonRpcProvider
  readonly file: string
}

async function world(): Promise<World> {
  const node = await standInNode('north', 1000)
  return { provider: await connectAny(node.rpc), file: join(await newFolder(), 'evidence.nodes') }
}

/** Follows with a file that is opened and closed, as a command does it. */
async function follow({ provider, file }: World, spans: readonly Span[], factsIn: FactsIn = factsOf) {
  const nodes = new FileNodes(file)
  try {
    await followEvidence(nodes, { spans, networkId, provider, factsIn })
    const size = leavesIn(nodes.length)
    return { evidenceSize: size, evidenceRoot: toHex(rootOf(nodes, hash, size)) }
  } finally {
    nodes.close()
  }
}

/** The checkpoint that an attempt becomes when it is decided. Only what the log looks at is filled in. */
async function decide({ provider }: World, decided: readonly Checkpoint[], blockNumber: number): Promise<Checkpoint> {
  const span = nextSpan(decided, blockNumber)
  const fresh = { provider, file: join(await newFolder(), 'fresh.nodes') }
  const made = await follow(fresh, [...spansOf(decided), span])
  return { blockNumber, window: span.window, ...made } as Checkpoint
}

/** Windows of ten blocks. */
function nextSpan(decided: readonly Checkpoint[], blockNumber: number): Span {
  return { before: decided.at(-1), blockNumber, window: Math.floor(blockNumber / 10) }
}

describe('the evidence log', () => {
  it('appends a window’s facts and its padding, and more of both in a busy one', async () => {
    const here = await world()
    const first = await decide(here, [], 9)
    const busy = await decide(here, [first], 35)
    expect([first.evidenceSize, busy.evidenceSize]).toEqual([WINDOW_LEAVES, WINDOW_LEAVES + 2 * WINDOW_LEAVES])
    here.provider.destroy()
  })

  it('has the windows that were missed as its first facts', async () => {
    const facts = await spanFacts(
      { before: { blockNumber: 9, window: 0 } as Checkpoint, blockNumber: 41, window: 4 },
      factsOf,
    )
    expect(facts.slice(0, 3)).toEqual([1, 2, 3].map((window) => ({ kind: 'missed', window })))
    expect(facts[3]?.kind).toBe('batch')
  })

  it('does not derive again what stands as it was decided', async () => {
    const here = await world()
    const first = await decide(here, [], 9)
    await follow(here, [...spansOf([first]), nextSpan([first], 15)])
    const asked: number[] = []
    const counting: FactsIn = (range) => {
      asked.push(range.from)
      return factsOf(range)
    }
    await follow(here, [...spansOf([first]), nextSpan([first], 19)], counting)
    expect(asked).toEqual([10])
    here.provider.destroy()
  })

  it('forgets an attempt that came to nothing, though two checkpoints were decided without this member meanwhile', async () => {
    const here = await world()
    await follow(here, [nextSpan([], 9)])
    const first = await decide(here, [], 12)
    const second = await decide(here, [first], 25)
    expect(first.evidenceSize).toBe(WINDOW_LEAVES)
    expect(await follow(here, spansOf([first, second]))).toMatchObject({ evidenceRoot: second.evidenceRoot })
    here.provider.destroy()
  })

  it('is begun again on another chain', async () => {
    const here = await world()
    const first = await decide(here, [], 12)
    await follow(here, [...spansOf([first]), nextSpan([first], 25)])
    const other: World = { ...here, provider: await connectAny((await standInNode('south', 1000)).rpc) }
    const theirs = await decide(other, [], 12)
    const then = await decide(other, [theirs], 25)
    expect(await follow(other, spansOf([theirs, then]))).toMatchObject({ evidenceRoot: then.evidenceRoot })
    for (const { provider } of [here, other]) provider.destroy()
  })

  it('says that a block is not there', async () => {
    const here = await world()
    await expect(follow(here, [nextSpan([], 1001)])).rejects.toThrow(RangeError)
    here.provider.destroy()
  })

  it('has one root, whatever was attempted, decided, cut short and left undone before', async () => {
    const here = await world()
    const move = fc.record({
      does: fc.constantFrom('attempt', 'decide', 'kill'),
      block: fc.integer({ min: 1, max: 30 }),
      keep: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    const history = fc.array(move, { minLength: 1, maxLength: 8 })
    let kills = 0
    await fc.assert(
      fc.asyncProperty(history, async (moves) => {
        const own: World = { ...here, file: join(await newFolder(), 'evidence.nodes') }
        const decided: Checkpoint[] = []
        for (const { does, block, keep } of moves) {
          const blockNumber = (decided.at(-1)?.blockNumber ?? 0) + block
          if (does === 'decide') decided.push(await decide(own, decided, blockNumber))
          else await follow(own, [...spansOf(decided), nextSpan(decided, blockNumber)])
          if (does !== 'kill') continue
          truncateSync(own.file, Math.floor(keep * decided.length * WINDOW_LEAVES * HASH_BYTES))
          kills += 1
        }
        const span = nextSpan(decided, (decided.at(-1)?.blockNumber ?? 0) + 7)
        const rebuilt = await decide(own, decided, span.blockNumber)
        const followed = await follow(own, [...spansOf(decided), span])
        expect(followed.evidenceRoot).toBe(rebuilt.evidenceRoot)
      }),
      { numRuns: 60 },
    )
    expect(kills).toBeGreaterThan(20)
    here.provider.destroy()
  }, 60_000)
})
