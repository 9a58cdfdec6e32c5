import { readFile } from 'node:fs/promises'
import { predeploys } from '../../network/genesis/addresses.ts'
import type { GenesisFile } from '../../network/genesis/genesis-file.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { connect as connectTo } from '../chain/connect.ts'
import { read } from '../chain/read.ts'
import { documentText } from '../founding/publish.ts'
import { replace } from '../home/atomic-file.ts'
import { homePaths } from '../home/home.ts'
import type { Step, Wanted } from './step.ts'

/** Records where the network answers, once what answers there is found to be this network. */
export const connect: Step = {
  async plan({ home, connection }) {
    const kept = await readFile(homePaths.connection(home.dir), 'utf8').catch(() => undefined)
    if (kept === documentText(connection)) return undefined
    const why = kept === undefined ? 'this home knows no node of its network yet' : 'the network answers elsewhere now'
    return { kind: 'connect', subject: connection.rpc, why }
  },
  async run(wanted) {
    await refuseOtherNetwork(wanted)
    await replace(homePaths.connection(wanted.home.dir), documentText(wanted.connection), { mode: 0o644 })
  },
}

/** A chain id can be anyone's; the founding id in the state, and the code beside it, cannot. */
async function refuseOtherNetwork({ lock, connection }: Wanted): Promise<void> {
  const { founding } = lock
  const provider = await connectTo(connection.rpc, founding.chainId)
  try {
    const { alloc } = founding.genesis as unknown as GenesisFile
    for (const address of Object.values(predeploys)) {
      if ((await provider.getCode(address)) !== alloc[address]?.code) {
        throw otherNetwork({ rpc: connection.rpc, found: `other code at ${address}`, expected: 'the code of genesis' })
      }
    }
    const found = await read(provider, 'MemberRegistry', 'foundingId')
    if (found !== founding.foundingId) throw otherNetwork({ rpc: connection.rpc, found, expected: founding.foundingId })
  } finally {
    provider.destroy()
  }
}

function otherNetwork(facts: { rpc: string; found: string; expected: string }): QuorateError {
  return new QuorateError('NETWORK_OTHER', `The node at ${facts.rpc} is of another network.`, {
    facts,
    remedy: 'Give the RPC address of a node of this network, or the lock of that one.',
  })
}
