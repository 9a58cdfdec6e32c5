import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { HASH_BYTES, merkleHash } from '../../../network/checkpoint/merkle-hash.ts'
import {
  appendLeaf,
  leavesIn,
  MemoryNodes,
  type NodeStore,
  nodesOf,
  rootOf,
} from '../../../network/checkpoint/merkle-log.ts'
import { toHex } from '../../../network/hex.ts'
import { FileNodes } from '../../../provisioner/checkpoint/file-nodes.ts'
import { sha256 } from '../../../provisioner/checkpoint/sha256.ts'
import { newFolder } from '../home/folders.ts'
import { anyOf, killAtWork, start } from '../home/processes.ts'
import { leafAt } from './leaf-at.ts'

const KILLS = 30
const hash = merkleHash(sha256)
const root = (nodes: NodeStore, size: number) => toHex(rootOf(nodes, hash, size))

function fill(nodes: NodeStore, leaves: number): void {
  while (leavesIn(nodes.length) < leaves) appendLeaf(nodes, hash, leafAt(leavesIn(nodes.length)))
}

/** The same log, never on a disk. */
function inMemory(leaves: number): MemoryNodes {
  const nodes = new MemoryNodes()
  fill(nodes, leaves)
  return nodes
}

describe('a log in a file', () => {
  it(`killed ${KILLS} times at its work, it holds all that was acknowledged, in whole leaves, and goes on`, async () => {
    const file = join(await newFolder(), 'log.nodes')
    let acknowledged = 0
    let torn = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const every = anyOf(1, 5000)
      const run = start(new URL('fixtures/append-leaves.ts', import.meta.url), [file, String(every)])
      await killAtWork(run, anyOf(1, 4), Math.random() * 8)
      acknowledged = Number(run.lines.at(-1))
      const { size } = await stat(file)
      const nodes = new FileNodes(file)
      const leaves = leavesIn(nodes.length)
      if (size !== nodesOf(leaves) * HASH_BYTES) torn += 1
      expect(leaves).toBeGreaterThanOrEqual(acknowledged)
      expect(nodes.length).toBe(nodesOf(leaves))
      nodes.close()
      expect((await stat(file)).size).toBe(nodesOf(leaves) * HASH_BYTES)
    }
    const nodes = new FileNodes(file)
    const leaves = leavesIn(nodes.length) + 100
    fill(nodes, leaves)
    const memory = inMemory(leaves)
    expect(root(nodes, leaves)).toBe(root(memory, leaves))
    for (let i = 0; i < 20; i += 1) {
      const size = anyOf(1, leaves)
      expect(root(nodes, size)).toBe(root(memory, size))
    }
    nodes.close()
    process.stdout.write(`${KILLS} kills: ${leaves} leaves, ${torn} times more than whole leaves were on disk\n`)
  }, 60_000)

  it('cut at any byte of its last nodes, it holds the whole leaves before the cut, and grows to the same root', async () => {
    const file = join(await newFolder(), 'log.nodes')
    const LEAVES = 16
    const made = new FileNodes(file)
    fill(made, LEAVES)
    made.close()
    const bytes = await readFile(file)
    expect(bytes.length).toBe(nodesOf(LEAVES) * HASH_BYTES)
    const whole = root(inMemory(LEAVES), LEAVES)
    // The 16th leaf completes four parents: cuts meet leaves and parents of every height.
    for (let size = nodesOf(LEAVES - 2) * HASH_BYTES; size <= bytes.length; size += 1) {
      await writeFile(file, bytes)
      await truncate(file, size)
      const nodes = new FileNodes(file)
      const leaves = leavesIn(nodes.length)
      expect(nodes.length).toBe(nodesOf(leaves))
      expect(nodesOf(leaves) * HASH_BYTES).toBeLessThanOrEqual(size)
      expect(nodesOf(leaves + 1) * HASH_BYTES).toBeGreaterThan(size)
      fill(nodes, LEAVES)
      nodes.close()
      expect(await readFile(file)).toEqual(bytes)
    }
    const nodes = new FileNodes(file)
    expect(root(nodes, LEAVES)).toBe(whole)
    nodes.close()
  }, 30_000)

  it('reads what it has not written yet, and keeps it when it is closed', async () => {
    const file = join(await newFolder(), 'log.nodes')
    const nodes = new FileNodes(file)
    fill(nodes, 10)
    expect((await stat(file)).size).toBe(0)
    expect(root(nodes, 10)).toBe(root(inMemory(10), 10))
    nodes.close()
    expect((await stat(file)).size).toBe(nodesOf(10) * HASH_BYTES)
  })

  it('is cut to fewer leaves, never stretched to more', async () => {
    const nodes = new FileNodes(join(await newFolder(), 'log.nodes'))
    fill(nodes, 10)
    nodes.cut(12)
    expect(leavesIn(nodes.length)).toBe(10)
    nodes.cut(5)
    expect(leavesIn(nodes.length)).toBe(5)
    expect(root(nodes, 5)).toBe(root(inMemory(5), 5))
    expect(() => rootOf(nodes, hash, 6)).toThrow(RangeError)
    fill(nodes, 10)
    expect(root(nodes, 10)).toBe(root(inMemory(10), 10))
    nodes.close()
  })

  it('is for its member alone to read', async () => {
    const file = join(await newFolder(), 'log.nodes')
    new FileNodes(file).close()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })
})
