import { describe, expect, it } from '@jest/globals'
import { predeploy } from '../../../network/genesis/predeploy.ts'

const at = `0x${'aa'.repeat(20)}` as const
const chain = { chainId: 620_620, timestamp: 1_788_220_800 }
const word = (value: number) => `0x${value.toString(16).padStart(64, '0')}`

/** Constructor: slot 0 = number, slot 1 = timestamp, slot 2 = chain id, slot 3 = 0; then returns the runtime code given. */
const constructing = (runtime: string) => {
  const size = (runtime.length / 2).toString(16).padStart(2, '0')
  const stores = '435f55' + '42600155' + '46600255' + '5f600355'
  const head = (length: number) => `${stores}60${size}60${length.toString(16).padStart(2, '0')}5f3960${size}5ff3`
  return `0x${head(head(0).length / 2)}${runtime}` as const
}

describe('a constructor run before block 0', () => {
  it('sees block 0, the founding’s moment and the chain, and leaves no slot that is zero', async () => {
    const [contract] = await predeploy([{ kind: 'construct', at, creationCode: constructing('00') }], chain)
    expect(contract?.address).toBe(at)
    expect(contract?.code).toBe('0x00')
    expect([...(contract?.storage ?? [])]).toEqual([
      [word(1), word(chain.timestamp)],
      [word(2), word(chain.chainId)],
    ])
  })

  it('that reverts stops the founding, with what it said', async () => {
    const creationCode = '0x63deadbeef5f526004601cfd'
    await expect(predeploy([{ kind: 'construct', at, creationCode }], chain)).rejects.toMatchObject({
      code: 'GENESIS_REVERTED',
      facts: { revert: '0xdeadbeef' },
    })
  })

  it('does not see transient storage of the step before', async () => {
    // Runtime: adds one to transient slot 0 and stores it in slot 9.
    const runtime = '5f5c600101805f5d60095500'
    const call = { kind: 'call', from: at, to: at, input: '0x', says: 'counting' } as const
    const [contract] = await predeploy(
      [{ kind: 'construct', at, creationCode: constructing(runtime) }, call, call],
      chain,
    )
    expect(contract?.storage.get(word(9) as never)).toBe(word(1))
  })
})

describe('a call before block 0', () => {
  it('that reverts undoes what it wrote, and stops the founding at its name', async () => {
    const runtime = '600160075563deadbeef5f526004601cfd'
    const steps = [
      { kind: 'construct', at, creationCode: constructing(runtime) },
      { kind: 'call', from: at, to: at, input: '0x', says: 'admitting somebody' },
    ] as const
    await expect(predeploy(steps, chain)).rejects.toMatchObject({
      code: 'GENESIS_REVERTED',
      facts: { step: 'admitting somebody', revert: '0xdeadbeef' },
    })
  })
})
