import type { GenesisFile } from '../../../network/genesis/genesis-file.ts'
import { readSoundLock } from '../../founding/read-sound-lock.ts'
import type { DevelopmentChainOptions } from './development-chain.ts'

/**
 * The development chain that stands in for the network of a lock: its chain id, its state of genesis.
 * @throws InputProblems where the lock is not sound.
 */
export async function chainOfLock(file: string): Promise<Omit<DevelopmentChainOptions, 'port'>> {
  const { consortium, genesis } = (await readSoundLock(file)).founding
  return {
    chainId: consortium.chainId,
    blockSeconds: 1,
    alloc: (genesis as unknown as GenesisFile).alloc,
    gasLimit: consortium.chain.gasLimit,
    notBefore: consortium.foundedAt,
  }
}
