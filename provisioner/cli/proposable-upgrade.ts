import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { breaksOf, layoutProblem, type Standing } from '../../network/governance/check-upgrade.ts'
import { codeHashAt, type UpgradeFile, upgradeAction, upgradeSchema } from '../../network/governance/upgrade.ts'
import type { Hex } from '../../network/hex.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { AtWork } from '../chain/as-member.ts'
import type { Environment } from '../environment.ts'
import { documentText, publish } from '../founding/publish.ts'
import { readDocument } from '../founding/read.ts'
import { exists } from '../home/exists.ts'
import { codeHashOf } from '../upgrades/code-on-chain.ts'
import { compile } from '../upgrades/compile.ts'
import { sourceFolder } from '../upgrades/source-folder.ts'
import { usage } from './input.ts'
import type { Proposed } from './proposable.ts'
import { refuseOtherBase, upgradeBase } from './upgrade-base.ts'

/**
 * `upgrade CommitmentRegistry SOURCES FILE [BASE]`: compiles the contract from a folder of sources, refuses what could not read
 * what the code that stands has stored, puts the new code on chain by an ordinary transaction, and writes the file by which the
 * others make both again. BASE is such a file, of the upgrade that was carried out last.
 */
export async function proposedUpgrade(words: readonly string[], at: AtWork, env: Environment): Promise<Proposed> {
  const { contract, folder, file, baseFile } = given(words, env)
  if (env.offline !== undefined && !(await exists(file))) throw codeFirst(contract)
  const base = await upgradeBase(at.provider, contract, baseFile)
  const { sources, ...compiled } = await compile(contract, sourceFolder(folder))
  const breaks = breaksOf(contract, { compiled, base: base?.compiled })
  if (breaks.length > 0) throw new InputProblems(breaks.map((one) => layoutProblem(one, contract)))
  const made = { format: 'quorate/upgrade/1', contract, sources, ...(base && { base: base.code }) } as const
  const { bytecode } = compiled
  const implementation = (await exists(file)) ? await putBefore(file, made) : await put(at, contract, bytecode)
  const standing = { implementation, codeHash: (await codeHashAt(implementation, bytecode)) as Hex }
  await refuseOtherCode(at, contract, standing)
  await refuseOtherBase(at.provider, contract, base)
  await publish(file, documentText({ ...made, ...standing }))
  return { action: upgradeAction(contract, implementation) }
}

function given(words: readonly string[], { cwd }: Environment) {
  const [name, folder, file, base] = words
  const contract = (Object.keys(predeploys) as PredeployName[]).find((one) => one === name)
  if (contract === undefined || folder === undefined || file === undefined || words.length > 4) {
    throw usage(
      `Give a contract, the folder of its sources, the file to write, and after another upgrade that one’s file: upgrade CONTRACT SOURCES FILE [BASE]; contracts are ${Object.keys(predeploys).join(', ')}.`,
    )
  }
  const baseFile = base === undefined ? undefined : resolve(cwd, base)
  return { contract, folder: resolve(cwd, folder), file: resolve(cwd, file), baseFile }
}

function codeFirst(contract: PredeployName): QuorateError {
  return new QuorateError('OFFLINE_NEEDS_KEY', 'New code is put on chain by the agent’s key before it is proposed.', {
    facts: { contract, role: 'agent' },
    remedy:
      'Put it there where that key is, by the same command with --code instead of --offline; then run this again.',
  })
}

/** Puts new code on chain: it does nothing before it is voted in. @returns where it stands. */
async function put(at: AtWork, contract: PredeployName, bytecode: string): Promise<Hex> {
  const { hash } = await at.send({ data: bytecode, what: `the new code of ${contract}`, as: 'agent' })
  const receipt = await at.provider.getTransactionReceipt(hash)
  return String(receipt?.contractAddress).toLowerCase() as Hex
}

/** Where an earlier run put the code, by the file that it wrote: it is not put there twice. */
async function putBefore(path: string, made: Pick<UpgradeFile, 'contract' | 'sources' | 'base'>): Promise<Hex> {
  const before = await readDocument(upgradeSchema, path)
  const same = (['contract', 'sources', 'base'] as const).every((field) =>
    isDeepStrictEqual(before[field], made[field]),
  )
  if (same) return before.implementation
  throw new QuorateError('FILE_EXISTS', `${path} is of another upgrade.`, {
    facts: { file: path, contract: before.contract },
    remedy: 'Give another file to write, or remove it. Nothing was put on chain.',
  })
}

async function refuseOtherCode({ provider }: AtWork, contract: PredeployName, made: Standing): Promise<void> {
  const found = await codeHashOf(provider, made.implementation)
  if (found === made.codeHash) return
  throw new QuorateError(
    'UPGRADE_CODE_OTHER',
    `At ${made.implementation} stands other code than the sources compile to.`,
    {
      facts: { contract, implementation: made.implementation, found, expected: made.codeHash },
      remedy:
        'Give another file to write: the code is put on chain anew. Ask another node where this one may be lying.',
    },
  )
}
