import { describe, expect, it } from '@jest/globals'
import { layouts } from '../../../contracts/generated/layouts.ts'
import { implementationAddress } from '../../../network/genesis/addresses.ts'
import { contracts } from '../../../network/genesis/contracts.ts'
import { interfaceOf } from '../../../network/genesis/interface-of.ts'
import {
  checkBase,
  checkCall,
  checkUpgrade,
  genesisStanding,
  type Standing,
} from '../../../network/governance/check-upgrade.ts'
import type { Compiled } from '../../../network/governance/compiler.ts'
import {
  codeHashAt,
  upgradeAction,
  type UpgradeFile,
  upgradeSchema,
  upgradesIn,
} from '../../../network/governance/upgrade.ts'
import type { Hex } from '../../../network/hex.ts'

const contract = 'CommitmentRegistry'
const layout = layouts[contract]
const there = (digit: string): Hex => `0x${digit.repeat(40)}`

/** What this release has, as though it were new: with one variable more behind what is stored. */
function compiled(more: string[] = [], bytecode: string = contracts[contract].bytecode): Compiled {
  const added = more.map((label, i) => ({ label, offset: 0, slot: `${2 + i}`, type: 't_uint256' }))
  const word = { t_uint256: { encoding: 'inplace', label: 'uint256', numberOfBytes: '32' } }
  return { bytecode, layout: { storage: [...layout.storage, ...added], types: { ...layout.types, ...word } } }
}

async function code(digit: string): Promise<Standing & { sources: Record<string, string> }> {
  const implementation = there(digit)
  return { implementation, codeHash: await codeHashAt(implementation, contracts[contract].bytecode), sources: {} }
}

async function file(base?: Awaited<ReturnType<typeof code>>): Promise<UpgradeFile> {
  return upgradeSchema.parse({ format: 'quorate/upgrade/1', contract, ...(await code('2')), ...(base && { base }) })
}

const codes = (problems: readonly { code: string; path?: string }[]) =>
  problems.map(({ code: c, path }) => `${c} ${path}`)

describe('an upgrade', () => {
  it('that goes on from genesis is held against what this release stores', async () => {
    const upgrade = await file()
    expect(await checkUpgrade(upgrade, { compiled: compiled(['_more']), base: undefined }, 'f')).toEqual([])
    const lost = { ...compiled(), layout: { ...layout, storage: layout.storage.slice(1) } }
    expect(codes(await checkUpgrade(upgrade, { compiled: lost, base: undefined }, 'f'))).toEqual([
      'UPGRADE_LAYOUT _count',
    ])
  })

  it('that goes on from another is held against what that one stores, and no longer against genesis', async () => {
    const upgrade = await file(await code('1'))
    const base = compiled(['_more'])
    expect(await checkUpgrade(upgrade, { compiled: compiled(['_more', '_again']), base }, 'f')).toEqual([])
    expect(codes(await checkUpgrade(upgrade, { compiled: compiled(['_other']), base }, 'f'))).toEqual([
      'UPGRADE_LAYOUT _more',
    ])
    expect(codes(await checkUpgrade(upgrade, { compiled: compiled(), base }, 'f'))).toEqual(['UPGRADE_LAYOUT _more'])
  })

  it('calls nothing: neither in the new code, nor by bytes behind what is decoded', () => {
    const action = upgradeAction(contract, there('2'))
    const problems = (calldata: Hex) => upgradesIn([{ ...action, calldata }]).map((one) => codes(checkCall(one, 'f')))
    expect(problems(action.calldata)).toEqual([[]])
    const again = upgradeAction(contract, there('3')).calldata
    const nested = interfaceOf(contract).encodeFunctionData('upgradeToAndCall', [there('2'), again])
    for (const other of [nested as Hex, `${action.calldata}00` as Hex]) {
      expect(problems(other)).toEqual([['UPGRADE_CALLS implementation']])
    }
  })

  it('gives for what it goes on from the sources of that very code', async () => {
    const upgrade = await file(await code('1'))
    const forged = compiled(['_more'], contracts.Amendments.bytecode)
    const problems = await checkUpgrade(upgrade, { compiled: compiled(['_more']), base: forged }, 'f')
    expect(codes(problems)).toEqual(['UPGRADE_CODE_OTHER base.codeHash'])
  })

  it('goes on from what stands on chain, and from nothing else', async () => {
    const genesis = await genesisStanding(contract)
    expect(genesis.implementation).toBe(implementationAddress(contract))
    const { sources: _, ...first } = await code('1')
    const [onGenesis, onFirst] = [await file(), await file(await code('1'))]
    expect(await checkBase(onGenesis, genesis, 'f')).toEqual([])
    expect(await checkBase(onFirst, first, 'f')).toEqual([])
    expect(codes(await checkBase(onGenesis, first, 'f'))).toEqual(['UPGRADE_BASE base'])
    expect(codes(await checkBase(onFirst, genesis, 'f'))).toEqual(['UPGRADE_BASE base'])
    const moved = { ...first, implementation: there('3') }
    expect(codes(await checkBase(onFirst, moved, 'f'))).toEqual(['UPGRADE_BASE base'])
    const other = { ...first, codeHash: `0x${'00'.repeat(32)}` as const }
    expect(codes(await checkBase(onFirst, other, 'f'))).toEqual(['UPGRADE_BASE base'])
  })
})
