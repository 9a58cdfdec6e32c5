import type { JsonRpcProvider } from 'ethers'
import type { NodeFacts } from '../../network/agent/node-facts.ts'
import type { Hex } from '../../network/hex.ts'
import { connect } from '../chain/connect.ts'
import type { Location } from '../chain/location.ts'
import { read } from '../chain/read.ts'
import type { HomeRecord } from '../home/home-record.ts'
import type { Look } from './look.ts'
import type { Sight } from './sight.ts'

/**
 * A development chain in place of a member's nodes: each of them is where the chain is, and the validators are whom the
 * registry names, since nobody validates. `apply` has found that it holds this network's state.
 */
export async function developmentSight(
  { record }: { readonly record: Pick<HomeRecord, 'keys'> },
  { rpc, lock }: Pick<Location, 'rpc' | 'lock'>,
): Promise<Sight> {
  const { chainId, genesisHash } = lock.founding
  const provider = await connect(rpc, chainId)
  const own = record.keys.filter(({ role }) => role.startsWith('node/'))
  return {
    look: () => look(provider, genesisHash, own),
    node: () => undefined,
    provider: () => provider,
    close: () => provider.destroy(),
  }
}

async function look(provider: JsonRpcProvider, genesisHash: Hex, own: HomeRecord['keys']): Promise<Look> {
  const block = await provider.getBlock('latest')
  const validators = (await read(provider, 'NodeRegistry', 'validators')).map((one) => one.toLowerCase() as Hex)
  const head = { number: block?.number ?? 0, time: block?.timestamp ?? 0 }
  const nodes = own.map(({ role, address, publicKey }): NodeFacts => {
    const near = { publicKey: '0x' as const, remote: '', inbound: false, told: head.number }
    const peers = validators.map((one) => ({ ...near, address: one }))
    return {
      node: role.replace('node/', ''),
      address,
      publicKey,
      genesisHash,
      head,
      syncing: false,
      peers,
      allowedNodes: [],
      allowedAccounts: [],
      votes: {},
      validators,
      // Nobody proposes there.
      proposals: Object.fromEntries(validators.map((one) => [one, head.number])),
    }
  })
  return { nodes, since: new Map(), down: new Set(), findings: [] }
}
