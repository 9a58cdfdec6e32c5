import type { JsonRpcProvider } from 'ethers'
import { readExtraData } from '../../network/checkpoint/header.ts'
import { soundSeals } from '../../network/checkpoint/seals.ts'
import { fromHex, type Hex, toHex } from '../../network/hex.ts'

/** How far back a block with seals of round 0 is looked for: rounds above 0 are rare, and never so many in a row. */
const FAR = 64

/** A block that a checkpoint may be of. */
export interface SealedBlock {
  readonly number: number
  /** Its seals, which sign the block's hash itself: 65 bytes each. */
  readonly seals: readonly Hex[]
}

/**
 * The newest block of which this node holds seals of round 0. Undefined where there is none in reach: then the window has
 * no checkpoint.
 */
export async function newestSealed(provider: JsonRpcProvider): Promise<SealedBlock | undefined> {
  const newest = await provider.getBlockNumber()
  for (let number = newest; number > Math.max(0, newest - FAR); number -= 1) {
    const extra = await extraOf(provider, number)
    if (extra.round === 0) return { number, seals: extra.seals.map(toHex) }
  }
  return undefined
}

/** Who made a block, sorted: by this node's own copy. */
export async function validatorsOf(provider: JsonRpcProvider, block: number): Promise<Hex[]> {
  return [...(await extraOf(provider, block)).validators].sort()
}

/** Whether one of these lists is of seals of a quorum of the block's validators over its hash. */
export async function isSealed(
  provider: JsonRpcProvider,
  { blockNumber, blockHash }: { blockNumber: number; blockHash: Hex },
  lists: readonly (readonly Hex[])[],
): Promise<boolean> {
  const validators = await validatorsOf(provider, blockNumber)
  const given = lists.map((seals) => seals.map(fromHex))
  return soundSeals(fromHex(blockHash), given, validators) !== undefined
}

async function extraOf(provider: JsonRpcProvider, number: number) {
  const block = await provider.getBlock(number)
  const extra = block === null ? undefined : readExtraData(block.extraData)
  if (extra === undefined) throw new RangeError(`the node shows no QBFT block ${number}`)
  return extra
}
