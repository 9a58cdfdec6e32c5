import { keccak256 } from 'ethers'
import { z } from 'zod'
import { address20, hash32 } from '../fields.ts'
import { type PredeployName, predeploys } from '../genesis/addresses.ts'
import { interfaceOf } from '../genesis/interface-of.ts'
import { predeploy } from '../genesis/predeploy.ts'
import type { Hex } from '../hex.ts'
import type { Action } from './action.ts'

const names = Object.keys(predeploys) as [PredeployName, ...PredeployName[]]

const code = {
  /** Where the code stands. */
  implementation: address20,
  /** keccak-256 of the code there. */
  codeHash: hash32,
  /** The contract's own source first among its imports', by path. */
  sources: z.record(z.string().regex(/^[@\w./-]{1,200}\.sol$/), z.string()),
}

/** An upgrade as members hand it on: the code that is proposed, and the code that it goes on from, by all their sources. */
export const upgradeSchema = z.strictObject({
  format: z.literal('quorate/upgrade/1'),
  contract: z.enum(names),
  ...code,
  /** What it takes the place of; absent where that is what genesis has. */
  base: z.strictObject(code).optional(),
})

export type UpgradeFile = z.output<typeof upgradeSchema>

/** The slot in which ERC-1967 keeps the address of the code behind a proxy. */
export const IMPLEMENTATION_SLOT = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc'

/** Puts new code behind a contract's address. Nothing is called in it: what it keeps is as it was. */
export function upgradeAction(contract: PredeployName, implementation: Hex): Action {
  const calldata = interfaceOf(contract).encodeFunctionData('upgradeToAndCall', [implementation, '0x'])
  return { target: predeploys[contract], calldata: calldata as Hex }
}

/**
 * keccak-256 of the code that a creation code leaves at an address: run there, since an implementation has its own address in
 * its code.
 */
export async function codeHashAt(at: Hex, bytecode: string): Promise<Hex> {
  const steps = [{ kind: 'construct' as const, at, creationCode: bytecode as Hex }]
  const [made] = await predeploy(steps, { chainId: 1, timestamp: 0 })
  return keccak256(made?.code ?? '0x') as Hex
}

/** A call of a proposal that puts new code behind a contract. */
export interface ProposedUpgrade {
  readonly contract: PredeployName
  readonly implementation: Hex
  readonly calldata: Hex
}

/** What the calls of a proposal put behind which contract. */
export function upgradesIn(actions: readonly Action[]): ProposedUpgrade[] {
  return actions.flatMap(({ target, calldata }) => {
    const contract = names.find((name) => predeploys[name] === target.toLowerCase())
    if (contract === undefined) return []
    const abi = interfaceOf(contract)
    const call = abi.getFunction('upgradeToAndCall')
    if (call === null || !calldata.startsWith(call.selector)) return []
    try {
      const [implementation] = abi.decodeFunctionData(call, calldata)
      return [{ contract, implementation: String(implementation).toLowerCase() as Hex, calldata }]
    } catch {
      return []
    }
  })
}
