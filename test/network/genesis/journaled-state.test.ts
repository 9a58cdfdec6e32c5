import { SimpleStateManager } from '@ethereumjs/statemanager'
import { Account, createAddressFromString, hexToBytes } from '@ethereumjs/util'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { JournaledState } from '../../../network/genesis/journaled-state.ts'

const addresses = [1, 2, 3].map((n) => createAddressFromString(`0x${String(n).repeat(40)}`))
const keys = [1, 2, 3].map((n) => hexToBytes(`0x${String(n).repeat(64)}`))
type State = JournaledState | SimpleStateManager

const which = fc.nat({ max: 2 })
const bytes = fc.uint8Array({ minLength: 0, maxLength: 4 })
const step = fc.oneof(
  fc.record({ do: fc.constant('store' as const), at: which, key: which, value: bytes }),
  fc.record({ do: fc.constant('code' as const), at: which, value: bytes }),
  fc.record({ do: fc.constant('account' as const), at: which, nonce: fc.nat() }),
  fc.record({ do: fc.constant('modify' as const), at: which, nonce: fc.nat() }),
  fc.record({ do: fc.constant('mutate' as const), at: which, nonce: fc.nat() }),
  fc.record({ do: fc.constant('delete' as const), at: which }),
  fc.record({ do: fc.constant('clear' as const), at: which }),
  fc.record({ do: fc.constantFrom('checkpoint' as const, 'commit' as const, 'revert' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

const address = (at: number) => addresses[at] ?? createAddressFromString(`0x${'0'.repeat(40)}`)
const key = (at: number) => keys[at] ?? new Uint8Array(32)

async function take(state: State, one: Step): Promise<void> {
  switch (one.do) {
    case 'store':
      return state.putStorage(address(one.at), key(one.key), one.value)
    case 'code':
      return state.putCode(address(one.at), one.value)
    case 'account':
      return state.putAccount(address(one.at), new Account(BigInt(one.nonce)))
    case 'modify':
      return state.modifyAccountFields(address(one.at), { nonce: BigInt(one.nonce) })
    case 'delete':
      return state.deleteAccount(address(one.at))
    case 'clear':
      return state.clearStorage(address(one.at))
    case 'mutate': {
      // What the EVM does: it changes the account it was given, then puts it.
      const account = await state.getAccount(address(one.at))
      if (account === undefined) return
      account.nonce = BigInt(one.nonce)
      return state.putAccount(address(one.at), account)
    }
    default:
      return state[one.do]()
  }
}

async function seen(state: State) {
  const accounts = await Promise.all(addresses.map((one) => state.getAccount(one)))
  return {
    accounts: accounts.map((account) => account && [account.nonce, Buffer.from(account.codeHash).toString('hex')]),
    codes: await Promise.all(addresses.map(async (one) => [...(await state.getCode(one))])),
    slots: await Promise.all(
      addresses.flatMap((one) => keys.map(async (slot) => [...(await state.getStorage(one, slot))])),
    ),
  }
}

/** Closes every checkpoint that was opened, and none that was not. */
function balanced(steps: readonly Step[]): Step[] {
  let open = 0
  const kept: Step[] = []
  for (const one of steps) {
    const closes = one.do === 'commit' || one.do === 'revert'
    if (closes && open === 0) continue
    if (closes) open--
    if (one.do === 'checkpoint') open++
    kept.push(one)
  }
  return [...kept, ...Array.from({ length: open }, (): Step => ({ do: 'commit' }))]
}

describe('the journaled state', () => {
  it('is, after any steps, checkpoints and reverts, what EthereumJS’ copying state is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const [ours, theirs] = [new JournaledState(), new SimpleStateManager()]
        for (const one of balanced(steps)) {
          await take(ours, one)
          await take(theirs, one)
          expect(await seen(ours)).toEqual(await seen(theirs))
        }
      }),
      { numRuns: 150 },
    )
  })

  it('remembers what a slot held when the step began, whatever was written since', async () => {
    const state = new JournaledState()
    await state.putStorage(address(0), key(0), new Uint8Array([1]))
    state.originalStorageCache.clear()
    await state.checkpoint()
    await state.putStorage(address(0), key(0), new Uint8Array([2]))
    await state.putStorage(address(0), key(0), new Uint8Array([3]))
    expect(await state.originalStorageCache.get(address(0), key(0))).toEqual(new Uint8Array([1]))
    await state.revert()
    expect(await state.originalStorageCache.get(address(0), key(0))).toEqual(new Uint8Array([1]))
    expect(await state.originalStorageCache.get(address(0), key(1))).toEqual(new Uint8Array())
  })

  it('lists contracts without the slots that are zero', async () => {
    const state = new JournaledState()
    await state.putCode(address(0), new Uint8Array([0x60]))
    await state.putStorage(address(0), key(0), new Uint8Array([7]))
    await state.putStorage(address(0), key(1), new Uint8Array())
    await state.putStorage(address(0), key(2), new Uint8Array([0, 0]))
    expect(state.contracts().map(({ address: at, slots }) => [at, slots.size])).toEqual([[address(0).toString(), 1]])
  })
})
