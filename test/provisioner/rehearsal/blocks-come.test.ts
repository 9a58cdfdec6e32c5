import { describe, expect, it } from '@jest/globals'
import type { Environment } from '../../../provisioner/environment.ts'
import { untilBlocksCome } from '../../../provisioner/rehearsal/blocks-come.ts'
import { recordedNode } from '../besu-rpc/recorded-node.ts'

const NOW = 1_800_000_000
const nodeAt = async (time: number) =>
  (await recordedNode({ eth_getBlockByNumber: { result: { timestamp: `0x${time.toString(16)}` } } })).rpc

/** A clock that goes on by a second whenever it is looked at. */
function clock() {
  let elapsed = 0
  const env = { now: () => NOW, elapsed: () => elapsed++, signal: new AbortController().signal } as unknown
  return { env: env as Environment, looks: () => elapsed }
}

describe('a rehearsal whose nodes were just started', () => {
  it('goes on at the first block that is made from now on, whoever has it', async () => {
    const { env, looks } = clock()
    await untilBlocksCome(env, ['http://127.0.0.1:9', await nodeAt(NOW - 60), await nodeAt(NOW)])
    expect(looks()).toBe(2)
  })

  it('waits no longer than 15 seconds for one', async () => {
    const { env, looks } = clock()
    await untilBlocksCome(env, [await nodeAt(NOW - 1)])
    expect(looks()).toBe(16)
  })
})
