import { resolve } from 'node:path'
import { implementationAddress, type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import {
  breaksOf,
  codeHashAt,
  genesisCodeHash,
  layoutProblem,
  upgradeAction,
} from '../../network/governance/upgrade.ts'
import type { Hex } from '../../network/hex.ts'
import { InputProblems } from '../../network/input-problems.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import type { AtWork } from '../chain/as-member.ts'
import type { Environment } from '../environment.ts'
import { documentText, publish } from '../founding/publish.ts'
import { codeHashOf, runningCode } from '../upgrades/code-on-chain.ts'
import { compile } from '../upgrades/compile.ts'
import { sourceFolder } from '../upgrades/source-folder.ts'
import { usage } from './input.ts'
import type { Proposed } from './proposable.ts'

/**
 * `upgrade CommitmentRegistry SOURCES FILE`: compiles the contract from a folder of sources, refuses what could not read
 * what is stored, puts the code on chain by an ordinary transaction, and writes the file by which the others make it again.
 */
export async function proposedUpgrade(words: readonly string[], at: AtWork, { cwd }: Environment): Promise<Proposed> {
  const [name, folder, file] = words
  const contract = (Object.keys(predeploys) as PredeployName[]).find((one) => one === name)
  if (contract === undefined || folder === undefined || file === undefined || words.length !== 3) {
    const known = Object.keys(predeploys).join(', ')
    throw usage(
      `Give a contract, the folder of its sources, and the file to write: upgrade CONTRACT SOURCES FILE; contracts are ${known}.`,
    )
  }
  await refuseUnknownBase(at, contract)
  const { sources, ...compiled } = await compile(contract, sourceFolder(resolve(cwd, folder)))
  const breaks = breaksOf(contract, compiled)
  if (breaks.length > 0) throw new InputProblems(breaks.map((one) => layoutProblem(one, contract)))
  const { hash } = await at.send({
    data: compiled.bytecode,
    what: `the new code of ${contract}`,
    as: 'agent',
    followed: true,
  })
  const receipt = await at.provider.getTransactionReceipt(hash)
  const implementation = String(receipt?.contractAddress).toLowerCase() as Hex
  const codeHash = await codeHashOf(at.provider, implementation)
  if (codeHash !== (await codeHashAt(implementation, compiled.bytecode)))
    throw new RangeError(`other code at ${implementation} than was sent`)
  await publish(
    resolve(cwd, file),
    documentText({ format: 'quorate/upgrade/1', contract, implementation, codeHash, sources }),
  )
  return { action: upgradeAction(contract, implementation) }
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
