import { checkBase, checkUpgrade, type Standing } from '../../network/governance/check-upgrade.ts'
import type { UpgradeFile } from '../../network/governance/upgrade.ts'
import type { Problem } from '../../network/problem.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { connectOwn } from '../chain/connect-own.ts'
import { locate } from '../chain/location.ts'
import type { Environment } from '../environment.ts'
import { baseOnChain } from '../upgrades/code-on-chain.ts'
import { compileUpgrade } from '../upgrades/compile-upgrade.ts'

/** An upgrade held against its own sources, and against the code that stands on the home's network. */
export async function upgradeProblems(upgrade: UpgradeFile, file: string, env: Environment): Promise<Problem[]> {
  const stands = await standing(upgrade, env)
  const base = stands === undefined ? [unproven(file)] : await checkBase(upgrade, stands, file)
  return [...base, ...(await checkUpgrade(upgrade, await compileUpgrade(upgrade), file))]
}

/** Undefined where there is nobody to ask. */
async function standing(upgrade: UpgradeFile, env: Environment): Promise<Standing | undefined> {
  try {
    const location = await locate(env.home)
    const provider = await connectOwn(location, env.home, env)
    return await baseOnChain(provider, upgrade).finally(() => provider.destroy())
  } catch (error) {
    if (error instanceof QuorateError && ABSENT.includes(error.code)) return undefined
    throw error
  }
}

const ABSENT = ['NETWORK_ABSENT', 'RPC_UNREACHABLE']

function unproven(file: string): Problem {
  return {
    code: 'UPGRADE_BASE_UNPROVEN',
    file,
    path: 'base',
    found: 'code that it goes on from, and no node that says what stands',
    expected: 'to be checked with --home where a member’s home is, or by quorate show ID --upgrade FILE',
  }
}
