import { type Amendment, goesBeyond } from '../../network/amendments/amendment.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { readAmendments } from './amendments.ts'
import { connect } from './connect.ts'

/** Milliseconds: whoever is to be made anew may be slow, or hang. */
const PATIENCE = 3_000

/**
 * What a member's own nodes tell of what was decided since the founding: the longest list, since a chain only appends to it. Undefined
 * where none tells anything: none answers, is of this network, or can read its contracts.
 * @param rpcs where own nodes may answer.
 */
export async function toldAmendments(
  rpcs: readonly string[],
  { founding }: Lock,
): Promise<readonly Amendment[] | undefined> {
  const told = await Promise.all([...new Set(rpcs)].map((rpc) => ask(rpc, founding).catch(() => undefined)))
  return told.reduce<readonly Amendment[] | undefined>((most, list) => {
    return list !== undefined && (most === undefined || goesBeyond(list, most)) ? list : most
  }, undefined)
}

async function ask(rpc: string, { chainId, genesisHash }: Lock['founding']): Promise<readonly Amendment[] | undefined> {
  const provider = await connect(rpc, chainId, { timeout: PATIENCE })
  try {
    const first = await provider.getBlock(0)
    return first?.hash === genesisHash ? await readAmendments(provider) : undefined
  } finally {
    provider.destroy()
  }
}
