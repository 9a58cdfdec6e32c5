import { layouts } from '../../contracts/generated/layouts.ts'
import { implementationAddress, type PredeployName } from '../genesis/addresses.ts'
import { contracts } from '../genesis/contracts.ts'
import type { Hex } from '../hex.ts'
import type { Problem } from '../problem.ts'
import type { Compiled } from './compiler.ts'
import { layoutBreaks, type LayoutBreak } from './storage-layout.ts'
import { codeHashAt, type ProposedUpgrade, upgradeAction, type UpgradeFile } from './upgrade.ts'

/** Code behind a contract's address: where it stands, and its keccak-256. */
export interface Standing {
  readonly implementation: Hex
  readonly codeHash: Hex
}

/** What sources compile to: those of the new code, and those of what it goes on from, where that is not the genesis'. */
export interface CompiledUpgrade {
  readonly compiled: Compiled
  readonly base: Compiled | undefined
}

/** What this release has at a contract's first address: what a first upgrade goes on from. */
export async function genesisStanding(contract: PredeployName): Promise<Standing> {
  const implementation = implementationAddress(contract)
  return { implementation, codeHash: await codeHashAt(implementation, contracts[contract].bytecode) }
}

/** What is stored that new code would not find again. */
export function breaksOf(contract: PredeployName, { compiled, base }: CompiledUpgrade): LayoutBreak[] {
  return layoutBreaks(base?.layout ?? layouts[contract], compiled.layout)
}

/**
 * An upgrade held against itself: both codes are of the sources that it gives for them, and the new one finds what the other
 * stored. That the other is what stands on chain, only `checkBase` can tell.
 */
export async function checkUpgrade(upgrade: UpgradeFile, made: CompiledUpgrade, file: string): Promise<Problem[]> {
  const { contract, base } = upgrade
  return [
    ...(await codeProblems(upgrade, made.compiled, { file, path: 'codeHash' })),
    ...(base === undefined || made.base === undefined
      ? []
      : await codeProblems(base, made.base, { file, path: 'base.codeHash' })),
    ...breaksOf(contract, made).map((one) => layoutProblem(one, file)),
  ]
}

/** Whether an upgrade goes on from what stands. @param stands what it would take, or took, the place of. */
export async function checkBase(
  { contract, base }: Pick<UpgradeFile, 'contract' | 'base'>,
  stands: Standing,
  file: string,
): Promise<Problem[]> {
  const { implementation, codeHash } = base ?? (await genesisStanding(contract))
  if (implementation === stands.implementation && codeHash === stands.codeHash) return []
  return [
    {
      code: 'UPGRADE_BASE',
      file,
      path: 'base',
      found: inWords({ implementation, codeHash }),
      expected: inWords(stands),
    },
  ]
}

/** Whether a proposal does no more than put the code there: a call that goes with it could put other code there at once. */
export function checkCall({ contract, implementation, calldata }: ProposedUpgrade, file: string): Problem[] {
  const expected = upgradeAction(contract, implementation).calldata
  if (calldata === expected) return []
  return [{ code: 'UPGRADE_CALLS', file, path: 'implementation', found: calldata, expected }]
}

export async function codeProblems(
  { implementation, codeHash }: Standing,
  { bytecode }: Compiled,
  place: { readonly file: string; readonly path: string },
): Promise<Problem[]> {
  const made = await codeHashAt(implementation, bytecode)
  if (made === codeHash) return []
  return [{ code: 'UPGRADE_CODE_OTHER', ...place, found: codeHash, expected: `${made}, of its sources` }]
}

export function layoutProblem({ kind, variable, deployed, proposed }: LayoutBreak, file: string): Problem {
  return { code: 'UPGRADE_LAYOUT', file, path: variable, found: `${kind}: ${proposed}`, expected: deployed }
}

export function inWords({ implementation, codeHash }: Standing): string {
  return `the code ${codeHash} at ${implementation}`
}
