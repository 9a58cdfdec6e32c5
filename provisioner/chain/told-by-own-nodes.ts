import type { JsonRpcProvider } from 'ethers'
import { type Amendment, goesBeyond } from '../../network/amendments/amendment.ts'
import type { Lock } from '../../network/ceremony/lock.ts'
import { readAmendments } from './amendments.ts'
import { connect } from './connect.ts'
import { type MemberOnChain, readMembers } from './members.ts'

/** Milliseconds: whoever is to be made anew may be slow, or hang. */
const PATIENCE = 3_000

/** What an own node tells, and how old its head is. */
export interface Told<T> {
  readonly value: T
  /** Unix seconds: of its head, as it stood before the rest was read. */
  readonly time: number
}

/**
 * What a member's own nodes tell of what was decided since the founding: the longest list, since a chain only appends to it; of two as
 * long that of the newer head. Undefined where none tells anything: none answers, is of this network, or can read its contracts.
 * @param rpcs where own nodes may answer.
 */
export async function toldAmendments(
  rpcs: readonly string[],
  lock: Lock,
): Promise<Told<readonly Amendment[]> | undefined> {
  const told = (await askEach(rpcs, lock, readAmendments)).toSorted((a, b) => b.time - a.time)
  return told.reduce<Told<readonly Amendment[]> | undefined>((most, one) => {
    return most === undefined || goesBeyond(one.value, most.value) ? one : most
  }, undefined)
}

/** Who the members are, by the newest head among a member's own nodes; undefined where none tells. */
export async function toldMembers(rpcs: readonly string[], lock: Lock): Promise<Told<MemberOnChain[]> | undefined> {
  return (await askEach(rpcs, lock, readMembers)).toSorted((a, b) => b.time - a.time)[0]
}

type Read<T> = (provider: JsonRpcProvider) => Promise<T>

async function askEach<T>(rpcs: readonly string[], { founding }: Lock, read: Read<T>): Promise<Told<T>[]> {
  const told = await Promise.all([...new Set(rpcs)].map((rpc) => ask(rpc, founding, read).catch(() => undefined)))
  return told.filter((one) => one !== undefined)
}

async function ask<T>(
  rpc: string,
  { chainId, genesisHash }: Lock['founding'],
  read: Read<T>,
): Promise<Told<T> | undefined> {
  const provider = await connect(rpc, chainId, { timeout: PATIENCE })
  try {
    const [first, head] = [await provider.getBlock(0), await provider.getBlock('latest')]
    if (first?.hash !== genesisHash) return undefined
    return { value: await read(provider), time: head?.timestamp ?? 0 }
  } finally {
    provider.destroy()
  }
}
