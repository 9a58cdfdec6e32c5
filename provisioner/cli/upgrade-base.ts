import type { JsonRpcProvider } from 'ethers'
import type { PredeployName } from '../../network/genesis/addresses.ts'
import { codeProblems, genesisStanding, type Standing } from '../../network/governance/check-upgrade.ts'
import type { Compiled } from '../../network/governance/compiler.ts'
import { type UpgradeFile, upgradeSchema } from '../../network/governance/upgrade.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { readDocument } from '../founding/read.ts'
import { runningCode } from '../upgrades/code-on-chain.ts'
import { compile } from '../upgrades/compile.ts'

export interface UpgradeBase {
  readonly code: NonNullable<UpgradeFile['base']>
  readonly compiled: Compiled
}

/**
 * What an upgrade goes on from: the code that stands, by sources that compile to it. Undefined where that is the genesis', which
 * this release knows.
 * @param file of the upgrade that was carried out last. @throws QuorateError UPGRADE_BASE @throws InputProblems
 */
export async function upgradeBase(
  provider: JsonRpcProvider,
  contract: PredeployName,
  file: string | undefined,
): Promise<UpgradeBase | undefined> {
  const stands = await runningCode(provider, contract)
  if (file === undefined) {
    if (isSame(stands, await genesisStanding(contract))) return undefined
    throw baseOther(contract, stands, {})
  }
  const { contract: of, sources, ...found } = await readDocument(upgradeSchema, file)
  if (of !== contract || !isSame(found, stands)) throw baseOther(contract, stands, { file, found: found.codeHash })
  const compiled = await compile(contract, (path) => sources[path])
  const problems = await codeProblems(stands, compiled, { file, path: 'codeHash' })
  if (problems.length > 0) throw new InputProblems(problems)
  return { code: { ...stands, sources }, compiled }
}

/**
 * Asked again right before the proposal is sent: compiling takes its time, and other code may have been voted in meanwhile.
 * @throws QuorateError UPGRADE_BASE
 */
export async function refuseOtherBase(
  provider: JsonRpcProvider,
  contract: PredeployName,
  base: UpgradeBase | undefined,
): Promise<void> {
  const stands = await runningCode(provider, contract)
  const judged = base?.code ?? (await genesisStanding(contract))
  if (!isSame(stands, judged)) throw baseOther(contract, stands, { found: judged.codeHash })
}

function isSame(one: Standing, other: Standing): boolean {
  return one.implementation === other.implementation && one.codeHash === other.codeHash
}

function baseOther(contract: PredeployName, stands: Standing, given: Readonly<Record<string, string>>): QuorateError {
  const known =
    'file' in given ? 'the file given as BASE is of' : 'found' in given ? 'it did a moment ago' : 'this release knows'
  return new QuorateError('UPGRADE_BASE', `${contract} runs other code than ${known}.`, {
    facts: { contract, ...stands, ...given },
    remedy:
      'Give, as BASE, the file of the upgrade that was carried out last: propose upgrade CONTRACT SOURCES FILE BASE. Every member that voted on it has it.',
  })
}
