import { getBytes } from 'ethers'
import type { Step } from './chain.ts'
import { COMMITMENTS, GOVERNOR, LOG, MEMBERS, NODES, TIMELOCK } from './stand.ts'

/** What gas is for, in the order of the page. */
export const purposes = [
  'the transaction',
  'its calldata',
  'slots filled',
  'slots changed',
  'slots read',
  'slots touched again',
  'contracts reached',
  'signatures recovered',
  'events',
  'code',
  'given back',
] as const
export type Purpose = (typeof purposes)[number]

export interface Breakdown {
  readonly purposes: ReadonlyMap<Purpose, { readonly times: number; readonly gas: number }>
  /** What each contract spends itself, its proxy included, without what it calls. */
  readonly contracts: ReadonlyMap<string, number>
  /** What each call of a contract takes, with all that it calls in turn; in the order of the calls' ends. */
  readonly calls: ReadonlyMap<string, readonly number[]>
}

const names = new Map([
  [GOVERNOR, 'the governor'],
  [TIMELOCK, 'the timelock'],
  [MEMBERS, 'the member registry'],
  [NODES, 'the node registry'],
  [LOG, 'the governance log'],
  [COMMITMENTS, 'the commitment registry'],
])
const ECRECOVER = 1n

interface Frame {
  readonly contract: string
  /** What it began with. */
  readonly gas: number
  readonly opening: Step | undefined
}

/**
 * Takes a transaction apart: each step of its trace has one purpose and one contract, and together they are its gas.
 * @throws where they are not
 */
export function breakdown(
  steps: readonly Step[],
  { to, data, gas }: { readonly to: string; readonly data: string; readonly gas: number },
): Breakdown {
  const ledger = new Ledger()
  ledger.spend('the transaction', 21_000)
  ledger.spend('its calldata', calldataGas(data))
  const frames: Frame[] = [{ contract: nameOf(BigInt(to)), gas: steps[0]?.gas ?? 0, opening: undefined }]
  for (const [i, step] of steps.entries()) {
    const next = steps[i + 1]
    const frame = frames.at(-1)
    if (frame === undefined) break
    if (next !== undefined && next.depth > step.depth) {
      const contract = step.op === 'DELEGATECALL' ? frame.contract : nameOf(calledBy(step))
      frames.push({ contract, gas: next.gas, opening: step })
    } else if (next?.depth === step.depth) {
      const spent = step.gas - next.gas
      ledger.spend(purposeOf(step, spent), spent, frame.contract)
    } else {
      ledger.spend('code', step.gasCost, frame.contract)
      frames.pop()
      const caller = frames.at(-1)
      if (caller !== undefined && frame.opening !== undefined && next !== undefined)
        ledger.close(frame, caller, { left: step.gas - step.gasCost, resumed: next.gas })
    }
  }
  return ledger.settle(gas, steps.at(-1)?.refund ?? 0)
}

class Ledger {
  readonly #purposes = new Map<Purpose, { times: number; gas: number }>(
    purposes.map((one) => [one, { times: 0, gas: 0 }]),
  )
  readonly #contracts = new Map<string, number>()
  readonly #calls = new Map<string, number[]>()

  spend(purpose: Purpose, gas: number, contract?: string): void {
    const sum = this.#purposes.get(purpose)
    if (sum === undefined) return
    sum.times += 1
    sum.gas += gas
    if (contract !== undefined) this.#contracts.set(contract, (this.#contracts.get(contract) ?? 0) + gas)
  }

  /** A call that ended: what it took is what its caller has less now. */
  close(frame: Frame, caller: Frame, { left, resumed }: { left: number; resumed: number }): void {
    const { opening } = frame
    if (opening === undefined) return
    const whole = opening.gas - resumed
    const own = whole - (frame.gas - left)
    this.spend(own >= 2600 ? 'contracts reached' : 'code', own, caller.contract)
    if (opening.op === 'DELEGATECALL') return
    this.#calls.set(frame.contract, [...(this.#calls.get(frame.contract) ?? []), whole])
  }

  settle(gas: number, refund: number): Breakdown {
    if (refund > 0) this.spend('given back', -refund)
    const sum = [...this.#purposes.values()].reduce((total, one) => total + one.gas, 0)
    if (sum !== gas) throw new Error(`the parts of a transaction are ${sum}, its gas is ${gas}`)
    return { purposes: this.#purposes, contracts: this.#contracts, calls: this.#calls }
  }
}

/** @param spent by this step alone */
function purposeOf({ op, stack }: Step, spent: number): Purpose {
  if (op === 'SLOAD') return spent >= 2100 ? 'slots read' : 'slots touched again'
  if (op === 'SSTORE') return storing(spent)
  if (op.startsWith('LOG')) return 'events'
  if (op === 'STATICCALL' && BigInt(stack.at(-2) ?? 0) === ECRECOVER) return 'signatures recovered'
  return 'code'
}

function storing(spent: number): Purpose {
  if (spent >= 20_000) return 'slots filled'
  return spent >= 2900 ? 'slots changed' : 'slots touched again'
}

/** 16 for a byte, 4 for a zero. */
function calldataGas(data: string): number {
  return getBytes(data).reduce((sum, byte) => sum + (byte === 0 ? 4 : 16), 0)
}

function calledBy({ stack }: Step): bigint {
  return BigInt(stack.at(-2) ?? 0)
}

function nameOf(address: bigint): string {
  for (const [known, name] of names) if (BigInt(known) === address) return name
  return `0x${address.toString(16)}`
}
