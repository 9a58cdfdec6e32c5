import type { JsonRpcProvider } from 'ethers'
import type { Founding } from '../../network/ceremony/founding.ts'
import { predeploys } from '../../network/genesis/addresses.ts'
import type { GenesisFile } from '../../network/genesis/genesis-file.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { read } from './read.ts'

/** What a node is held against. */
export interface Meant {
  readonly rpc: string
  readonly founding: Founding
  /** A development chain may stand in for the network. */
  readonly development: boolean
}

/**
 * A chain id can be anyone's. A node is of this network where its block 0 has the founding's hash; a development chain, which
 * has another, where code and founding id stand in its state.
 * @throws QuorateError NETWORK_OTHER
 */
export async function refuseOtherNetwork(provider: JsonRpcProvider, meant: Meant): Promise<void> {
  const { rpc, founding, development } = meant
  if (!development) {
    const found = (await provider.getBlock(0))?.hash ?? 'none'
    if (found === founding.genesisHash) return
    throw otherNetwork({ rpc, found, expected: founding.genesisHash })
  }
  const { alloc } = founding.genesis as unknown as GenesisFile
  for (const address of Object.values(predeploys)) {
    if ((await provider.getCode(address)) !== alloc[address]?.code) {
      throw otherNetwork({ rpc, found: `other code at ${address}`, expected: 'the code of genesis' })
    }
  }
  const found = await read(provider, 'MemberRegistry', 'foundingId')
  if (found !== founding.foundingId) throw otherNetwork({ rpc, found, expected: founding.foundingId })
}

function otherNetwork(facts: { rpc: string; found: string; expected: string }): QuorateError {
  return new QuorateError('NETWORK_OTHER', `The node at ${facts.rpc} is of another network.`, {
    facts,
    remedy: 'Give the RPC address of a node of this network, or the lock of that one.',
  })
}
