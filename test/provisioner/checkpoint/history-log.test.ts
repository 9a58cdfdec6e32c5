import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { blockLeaf } from '../../../network/checkpoint/leaves.ts'
import { merkleHash } from '../../../network/checkpoint/merkle-hash.ts'
import { appendLeaf, leavesIn, MemoryNodes, rootOf } from '../../../network/checkpoint/merkle-log.ts'
import { type Hex, toHex } from '../../../network/hex.ts'
import { connectAny } from '../../../provisioner/chain/connect.ts'
import { FileNodes } from '../../../provisioner/checkpoint/file-nodes.ts'
import { followHistory } from '../../../provisioner/checkpoint/history-log.ts'
import { newFolder } from '../home/folders.ts'
import { anyOf, killAtWork, start } from '../home/processes.ts'
import { blockHashOf, type StandIn, standInNode } from './stand-in-node.ts'

const hash = merkleHash()
const networkId: Hex = `0x${'a1'.repeat(32)}`

/** The root over a chain's first blocks, from its definition, without a file and without a node. */
function rootOfChain(seed: string, blocks: number): Hex {
  const nodes = new MemoryNodes()
  for (let n = 0; n < blocks; n += 1) {
    appendLeaf(nodes, hash, hash.leaf(blockLeaf(networkId, n, blockHashOf(seed, n) as Hex)))
  }
  return toHex(rootOf(nodes, hash, blocks))
}

async function follow(node: StandIn, file: string, upTo: number): Promise<Hex> {
  const provider = await connectAny(node.rpc)
  const nodes = new FileNodes(file)
  try {
    await followHistory(nodes, { provider, networkId, upTo })
    return toHex(rootOf(nodes, hash, upTo + 1))
  } finally {
    nodes.close()
    provider.destroy()
  }
}

describe('the history log', () => {
  it('goes on where it stopped, and asks for one old block only', async () => {
    const file = join(await newFolder(), 'history.nodes')
    const node = await standInNode('north', 300)
    expect(await follow(node, file, 120)).toBe(rootOfChain('north', 121))
    node.asked.length = 0
    expect(await follow(node, file, 300)).toBe(rootOfChain('north', 301))
    expect(node.asked.filter((number) => number <= 120)).toEqual([120])
    expect(await follow(node, file, 200)).toBe(rootOfChain('north', 201))
  })

  it('is begun again when its chain is another, of any height', async () => {
    for (const height of [40, 100, 170]) {
      const file = join(await newFolder(), 'history.nodes')
      const node = await standInNode('north', 100)
      await follow(node, file, 100)
      Object.assign(node, { seed: 'south', height })
      expect(await follow(node, file, height)).toBe(rootOfChain('south', height + 1))
    }
  })

  it('is kept when the node fails: what fails is the command', async () => {
    const file = join(await newFolder(), 'history.nodes')
    const node = await standInNode('north', 100)
    await follow(node, file, 90)
    node.down = true
    await expect(follow(node, file, 100)).rejects.toThrow()
    const nodes = new FileNodes(file)
    expect(leavesIn(nodes.length)).toBe(91)
    nodes.close()
  })

  it('refuses a block that the node does not have', async () => {
    const node = await standInNode('north', 10)
    await expect(follow(node, join(await newFolder(), 'history.nodes'), 11)).rejects.toThrow(RangeError)
  })

  it('killed again and again as it follows, it ends with the same root', async () => {
    const file = join(await newFolder(), 'history.nodes')
    const HEIGHT = 4000
    const node = await standInNode('north', HEIGHT)
    const args = [node.rpc, file, networkId, String(HEIGHT)]
    let kills = 0
    for (; kills < 6; kills += 1) {
      const run = start(new URL('fixtures/follow-history.ts', import.meta.url), args)
      await killAtWork(run, anyOf(1, 3), Math.random() * 30)
      const nodes = new FileNodes(file)
      expect(leavesIn(nodes.length)).toBeGreaterThanOrEqual(Number(run.lines.at(-1)))
      nodes.close()
    }
    expect(await follow(node, file, HEIGHT)).toBe(rootOfChain('north', HEIGHT + 1))
  }, 60_000)
})
