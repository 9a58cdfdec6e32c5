import type { JsonRpcProvider, Result } from 'ethers'
import { type PredeployName, predeploys } from '../../network/genesis/addresses.ts'
import { interfaceOf } from '../../network/genesis/interface-of.ts'

/**
 * What a contract said in a transaction that stands in a block.
 * @throws Error where it said nothing of this name: the transaction was of something else.
 */
export async function eventIn(
  provider: JsonRpcProvider,
  hash: string,
  { contract, name }: { readonly contract: PredeployName; readonly name: string },
): Promise<Result> {
  const receipt = await provider.getTransactionReceipt(hash)
  for (const log of receipt?.logs ?? []) {
    const event = log.address.toLowerCase() === predeploys[contract] ? interfaceOf(contract).parseLog(log) : null
    if (event?.name === name) return event.args
  }
  throw new Error(`${hash} holds no ${name} of ${contract}`)
}
