import { Transaction, type TransactionReceipt } from 'ethers'
import { predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'
import type { Call } from './send.ts'
import type { Signed } from './signed.ts'

/** What a command that was cut short had signed, and a later one has brought into a block. */
export interface Done {
  readonly what: string
  readonly hash: string
  readonly blockNumber: number
  readonly from: string
  readonly to: string | null
  readonly data: string
}

/** By any version: all of one nonce make one call. */
export function doneBy({ what, raw }: Signed, { hash, blockNumber }: TransactionReceipt): Done {
  const { from, to, data } = Transaction.from(raw)
  return { what, hash, blockNumber, from: from ?? '', to, data }
}

/** The same call, which whoever runs a command again means by it: taken once. */
export function takeDone(done: Done[], from: string, call: Call): Done | undefined {
  const to = call.contract === undefined ? null : predeploys[call.contract]
  const at = done.findIndex(
    (one) => same(one.from, from) && same(one.to, to) && one.data.toLowerCase() === call.data.toLowerCase(),
  )
  return at < 0 ? undefined : done.splice(at, 1)[0]
}

/** Proposals that call just this, each with the commitment to its text: texts are salted, so that no two proposals are alike. */
export function proposalsDone(done: readonly Done[], calls: readonly unknown[]): { done: Done; description: string }[] {
  const governor = interfaceOf('ConsortiumGovernor')
  return done.flatMap((one) => {
    if (!same(one.to, predeploys.ConsortiumGovernor)) return []
    const call = governor.parseTransaction({ data: one.data })
    if (call?.name !== 'propose') return []
    const description = String(call.args[3])
    const data = governor.encodeFunctionData('propose', [...calls, description])
    return data.toLowerCase() === one.data.toLowerCase() ? [{ done: one, description }] : []
  })
}

const same = (one: string | null, other: string | null): boolean => one?.toLowerCase() === other?.toLowerCase()
