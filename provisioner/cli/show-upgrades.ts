import type { JsonRpcProvider } from 'ethers'
import { checkBase, checkCall, checkUpgrade } from '../../network/governance/check-upgrade.ts'
import { type ProposedUpgrade, upgradeSchema, upgradesIn } from '../../network/governance/upgrade.ts'
import type { PredeployName } from '../../network/genesis/addresses.ts'
import type { Hex } from '../../network/hex.ts'
import type { Problem } from '../../network/problem.ts'
import type { ProposalOnChain } from '../chain/proposals.ts'
import { readDocument } from '../founding/read.ts'
import { baseOnChain, codeHashOf, runningCode } from '../upgrades/code-on-chain.ts'
import { compileUpgrade } from '../upgrades/compile-upgrade.ts'
import type { Answer } from './command.ts'
import { problemLines } from './failure.ts'

interface ShownUpgrade {
  readonly contract: PredeployName
  readonly implementation: Hex
  /** keccak-256 of the code that runs now, and of what the proposal installs. */
  readonly runs: Hex
  readonly installs: Hex
  /** What is wrong with it, by its file; null where none was given. */
  readonly problems: readonly Problem[] | null
}

/** Adds, to what is shown of a proposal, what code it puts in the place of which; with its file, also whether that may be. */
export async function withUpgrades(
  shown: Answer,
  given: { readonly provider: JsonRpcProvider; readonly proposal: ProposalOnChain; readonly file: string | undefined },
): Promise<Answer> {
  const found = upgradesIn(given.proposal.actions)
  if (found.length === 0 && given.file === undefined) return shown
  const upgrades: ShownUpgrade[] = []
  for (const proposed of found) {
    const { contract, implementation } = proposed
    const runs = (await runningCode(given.provider, contract)).codeHash
    const installs = await codeHashOf(given.provider, implementation)
    upgrades.push({
      contract,
      implementation,
      runs,
      installs,
      problems: await problemsOf({ ...proposed, installs }, given),
    })
  }
  return {
    json: { ...(shown.json as object), upgrades },
    text: [...shown.text, ...upgrades.flatMap(linesOf)],
    good: shown.good && found.length > 0 && upgrades.every(({ problems }) => (problems ?? []).length === 0),
  }
}

/**
 * The file is of what stands on chain, its sources compile to that, what the code that stands has stored is found again, and
 * nothing is called in it.
 */
async function problemsOf(
  { installs, ...proposed }: ProposedUpgrade & Pick<ShownUpgrade, 'installs'>,
  { provider, file }: { readonly provider: JsonRpcProvider; readonly file: string | undefined },
): Promise<readonly Problem[] | null> {
  if (file === undefined) return null
  const { contract, implementation } = proposed
  const upgrade = await readDocument(upgradeSchema, file)
  const there = { contract, implementation, codeHash: installs }
  const other = (['contract', 'implementation', 'codeHash'] as const).filter((field) => upgrade[field] !== there[field])
  const foreign = other.map((path) => ({
    code: 'UPGRADE_FOREIGN',
    file,
    path,
    found: upgrade[path],
    expected: there[path],
  }))
  const stands = await baseOnChain(provider, { contract, implementation })
  const made = await compileUpgrade(upgrade)
  const base = await checkBase(upgrade, stands, file)
  return [...foreign, ...checkCall(proposed, file), ...base, ...(await checkUpgrade(upgrade, made, file))]
}

function linesOf({ contract, runs, installs, problems }: ShownUpgrade): string[] {
  const verdict =
    problems === null
      ? ['    nothing was compiled: give the proposer’s file with --upgrade FILE']
      : problems.length === 0
        ? ['    its sources compile to just that, and it finds all that is stored']
        : problems.flatMap(problemLines)
  return [`  ${contract} runs code ${runs}`, `    and would run ${installs}`, ...verdict]
}
