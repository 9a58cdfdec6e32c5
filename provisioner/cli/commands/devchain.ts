import { once } from 'node:events'
import { resolve } from 'node:path'
import { checkLock } from '../../../network/ceremony/check-lock.ts'
import type { GenesisFile } from '../../../network/genesis/genesis-file.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import type { Environment } from '../../environment.ts'
import { readLock } from '../../founding/read.ts'
import { thisProcess } from '../../home/process-identity.ts'
import { announce, withdraw } from '../../targets/embedded/announcement.ts'
import { type DevelopmentChainOptions, startDevelopmentChain } from '../../targets/embedded/development-chain.ts'
import type { Answer } from '../command.ts'
import { type Input, usage } from '../input.ts'

/** Runs one development chain until it is stopped: that of a lock, with its genesis state, or an empty public one. */
export async function run(input: Input, env: Environment): Promise<Answer> {
  const options = await optionsOf(input, env)
  const chain = await startDevelopmentChain(options)
  const announcement = { rpc: chain.rpc, chainId: options.chainId, ...thisProcess() }
  const file = input.text('announce')
  if (file !== undefined) await announce(resolve(env.cwd, file), announcement)
  env.line(`development chain ${options.chainId} at ${chain.rpc}: no consensus, nothing kept`)
  if (!env.signal.aborted) await once(env.signal, 'abort')
  if (file !== undefined) await withdraw(resolve(env.cwd, file), thisProcess())
  await chain.close()
  return { json: announcement, text: [`development chain ${options.chainId} stopped`], good: true }
}

async function optionsOf(input: Input, env: Environment): Promise<DevelopmentChainOptions> {
  const port = input.whole('port') ?? 0
  const lockFile = input.text('lock')
  const publicChain = input.whole('public')
  if ((lockFile === undefined) === (publicChain === undefined)) throw usage('Give either --lock or --public.')
  if (publicChain !== undefined) return { chainId: publicChain, port, blockSeconds: 1 }
  const file = resolve(env.cwd, lockFile ?? '')
  const lock = await readLock(file)
  const problems = await checkLock(lock, file)
  if (problems.length > 0) throw new InputProblems(problems)
  const { consortium, genesis } = lock.founding
  return {
    chainId: consortium.chainId,
    port,
    blockSeconds: 1,
    alloc: (genesis as unknown as GenesisFile).alloc,
    gasLimit: consortium.chain.gasLimit,
    notBefore: consortium.foundedAt,
  }
}
