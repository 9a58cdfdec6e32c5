import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { leavesIn } from '../../../network/checkpoint/merkle-log.ts'
import type { AtWork } from '../../../provisioner/chain/as-member.ts'
import { connectAny } from '../../../provisioner/chain/connect.ts'
import { catchUp } from '../../../provisioner/checkpoint/catch-up.ts'
import { FileNodes } from '../../../provisioner/checkpoint/file-nodes.ts'
import { newFolder } from '../home/folders.ts'
import { standInNode } from './stand-in-node.ts'

/** A member's log of a chain of this height, from its first block on. */
async function behind(height: number) {
  const node = await standInNode('north', height)
  const provider = await connectAny(node.rpc)
  Object.assign(provider, { getBlockNumber: async () => height })
  const location = { lock: { founding: { networkId: `0x${'a1'.repeat(32)}` } } }
  const at = { provider, location } as unknown as AtWork
  const history = new FileNodes(join(await newFolder(), 'history.nodes'))
  const close = () => {
    history.close()
    provider.destroy()
  }
  return { node, history, close, follow: (signal: AbortSignal) => catchUp(at, { history }, { signal, most: 100 }) }
}

describe('a history log that is far behind', () => {
  it('is brought up part by part, and left where the rest is less than one', async () => {
    const { signal } = new AbortController()
    const { node, history, close, follow } = await behind(250)
    expect(await follow(signal)).toEqual({ did: 'followed', upTo: 99, of: 250 })
    expect(await follow(signal)).toEqual({ did: 'followed', upTo: 199, of: 250 })
    node.asked.length = 0
    expect(await follow(signal)).toBeUndefined()
    expect([node.asked, leavesIn(history.length)]).toEqual([[], 200])
    close()
  })

  it('ends with whoever follows, and keeps what it has', async () => {
    const stop = new AbortController()
    const { node, history, close, follow } = await behind(250)
    await follow(stop.signal)
    const [ended] = await Promise.allSettled([follow(stop.signal), (async () => stop.abort())()])
    expect(ended.status).toBe('rejected')
    expect(leavesIn(history.length)).toBeGreaterThanOrEqual(100)
    expect(node.asked.some((number) => number >= 199)).toBe(false)
    close()
  })
})
