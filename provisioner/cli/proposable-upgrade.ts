import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { implementationAddress, type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import type { Compiled } from '../../network/governance/compiler.ts'
import {
  breaksOf,
  codeHashAt,
  genesisCodeHash,
  layoutProblem,
  type UpgradeFile,
  upgradeAction,
  upgradeSchema,
} from '../../network/governance/upgrade.ts'
import type { Hex } from '../../network/hex.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { AtWork } from '../chain/as-member.ts'
import type { Environment } from '../environment.ts'
import { documentText, publish } from '../founding/publish.ts'
import { readDocument } from '../founding/read.ts'
import { exists } from '../home/exists.ts'
import { codeHashOf, runningCode } from '../upgrades/code-on-chain.ts'
import { compile } from '../upgrades/compile.ts'
import { sourceFolder } from '../upgrades/source-folder.ts'
import { usage } from './input.ts'
import type { Proposed } from './proposable.ts'

/**
 * `upgrade CommitmentRegistry SOURCES FILE`: compiles the contract from a folder of sources, refuses what could not read
 * what is stored, puts the code on chain by an ordinary transaction, and writes the file by which the others make it again.
 */
export async function proposedUpgrade(
  words: readonly string[],
  at: AtWork,
  { cwd, offline }: Environment,
): Promise<Proposed> {
  const [name, folder, file] = words
  const contract = (Object.keys(predeploys) as PredeployName[]).find((one) => one === name)
  if (contract === undefined || folder === undefined || file === undefined || words.length !== 3) {
    const known = Object.keys(predeploys).join(', ')
    throw usage(
      `Give a contract, the folder of its sources, and the file to write: upgrade CONTRACT SOURCES FILE; contracts are ${known}.`,
    )
  }
  const path = resolve(cwd, file)
  if (offline !== undefined && !(await exists(path))) throw codeFirst(contract)
  await refuseUnknownBase(at, contract)
  const { sources, ...compiled } = await compile(contract, sourceFolder(resolve(cwd, folder)))
  const breaks = breaksOf(contract, compiled)
  if (breaks.length > 0) throw new InputProblems(breaks.map((one) => layoutProblem(one, contract)))
  const made = { format: 'quorate/upgrade/1', contract, sources } as const
  if (await exists(path))
    return { action: upgradeAction(contract, await standingCode(at, path, { ...made, ...compiled })) }
  const { hash } = await at.send({ data: compiled.bytecode, what: `the new code of ${contract}`, as: 'agent' })
  const receipt = await at.provider.getTransactionReceipt(hash)
  const implementation = String(receipt?.contractAddress).toLowerCase() as Hex
  const codeHash = await codeHashAt(implementation, compiled.bytecode)
  await refuseOtherCode(at, { contract, implementation, codeHash })
  await publish(path, documentText({ ...made, implementation, codeHash }))
  return { action: upgradeAction(contract, implementation) }
}

function codeFirst(contract: PredeployName): QuorateError {
  return new QuorateError('OFFLINE_NEEDS_KEY', 'New code is put on chain by the agent’s key before it is proposed.', {
    facts: { contract, role: 'agent' },
    remedy:
      'Put it there where that key is, by the same command with --code instead of --offline; then run this again.',
  })
}

type Made = Pick<UpgradeFile, 'contract' | 'sources'> & Pick<Compiled, 'bytecode'>

/** Where the code stands that an earlier run put on chain, by its file: it is used again where it is of these sources. */
async function standingCode(at: AtWork, path: string, { contract, sources, bytecode }: Made): Promise<Hex> {
  const before = await readDocument(upgradeSchema, path)
  if (before.contract !== contract || !isDeepStrictEqual(before.sources, sources)) {
    throw new QuorateError('FILE_EXISTS', `${path} is of another upgrade.`, {
      facts: { file: path, contract: before.contract },
      remedy: 'Give another file to write, or remove it. Nothing was put on chain.',
    })
  }
  const { implementation } = before
  await refuseOtherCode(at, { contract, implementation, codeHash: await codeHashAt(implementation, bytecode) })
  return implementation
}

async function refuseOtherCode(
  { provider }: AtWork,
  { contract, implementation, codeHash }: Pick<UpgradeFile, 'contract' | 'implementation' | 'codeHash'>,
): Promise<void> {
  const found = await codeHashOf(provider, implementation)
  if (found === codeHash) return
  throw new QuorateError('UPGRADE_CODE_OTHER', `At ${implementation} stands other code than the sources compile to.`, {
    facts: { contract, implementation, found, expected: codeHash },
    remedy: 'Give another file to write: the code is put on chain anew. Ask another node where this one may be lying.',
  })
}

/** Layouts are known of this release's code alone. */
async function refuseUnknownBase({ provider }: AtWork, contract: PredeployName): Promise<void> {
  const running = await runningCode(provider, contract)
  const known = await genesisCodeHash(contract)
  if (running.address === implementationAddress(contract) && running.codeHash === known) return
  throw new QuorateError('UPGRADE_BASE', `${contract} runs code that this release does not know.`, {
    facts: { ...running, known },
    remedy: 'Use the release whose code runs: only it knows where that code keeps its state.',
  })
}
