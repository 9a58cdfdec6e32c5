import { checkLock } from '../../../network/ceremony/check-lock.ts'
import type { GenesisFile } from '../../../network/genesis/genesis-file.ts'
import { InputProblems } from '../../../network/input-problems.ts'
import { readLock } from '../../founding/read.ts'
import type { DevelopmentChainOptions } from './development-chain.ts'

/**
 * The development chain that stands in for the network of a lock: its chain id, its state of genesis.
 * @throws InputProblems where the lock is not sound.
 */
export async function chainOfLock(file: string): Promise<Omit<DevelopmentChainOptions, 'port'>> {
  const lock = await readLock(file)
  const problems = await checkLock(lock, file)
  if (problems.length > 0) throw new InputProblems(problems)
  const { consortium, genesis } = lock.founding
  return {
    chainId: consortium.chainId,
    blockSeconds: 1,
    alloc: (genesis as unknown as GenesisFile).alloc,
    gasLimit: consortium.chain.gasLimit,
    notBefore: consortium.foundedAt,
  }
}
