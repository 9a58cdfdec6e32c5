import { expect, it } from '@jest/globals'
import { JsonRpcProvider, type TransactionRequest } from 'ethers'
import { presently } from '../../../provisioner/backup/present.ts'

/** A stand-in for a node that has a new block whenever it is asked anything. */
class Racing extends JsonRpcProvider {
  readonly asked: unknown[] = []
  #head = 100

  override async getBlock(): Promise<never> {
    this.#head += 1
    return { number: this.#head, hash: `0x${'ab'.repeat(32)}`, timestamp: 1_800_000_000 } as never
  }

  override async call({ blockTag }: TransactionRequest): Promise<string> {
    this.#head += 1
    this.asked.push(blockTag)
    return '0x'
  }
}

it('is read at one block, though another comes at every call', async () => {
  const racing = new Racing('http://127.0.0.1:1')
  try {
    const { block, value } = await presently(racing, async (then) => {
      for (let i = 0; i < 20; i += 1) await then.call({ to: `0x${'11'.repeat(20)}` })
      return 'read'
    })
    expect([block.number, block.hash, block.time, value]).toEqual([101, `0x${'ab'.repeat(32)}`, 1_800_000_000, 'read'])
    expect(racing.asked).toEqual(Array.from({ length: 20 }, () => 101))
  } finally {
    racing.destroy()
  }
})
