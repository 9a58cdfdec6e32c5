import type { JsonRpcProvider } from 'ethers'

/** What is known of the chain while a block is looked for. */
interface Known {
  readonly number: number
  readonly timestamp: number
}

/**
 * The first block at or after a moment, by interpolation among block times, which every node has for every block.
 * @param moment Unix seconds.
 * @returns one after the newest where the chain is not there yet.
 */
export async function blockAt(provider: JsonRpcProvider, moment: number): Promise<number> {
  const at = async (block: number | 'latest'): Promise<Known> => {
    const found = await provider.getBlock(block)
    if (found === null) throw new RangeError(`the node has no block ${block}`)
    // The number that was asked for: a node that tells another could keep the search from ever ending.
    return { number: block === 'latest' ? found.number : block, timestamp: found.timestamp }
  }
  let high = await at('latest')
  if (high.timestamp < moment) return high.number + 1
  let low = await at(0)
  if (low.timestamp >= moment) return 0
  // low is before the moment, high is not. Halving now and then keeps a chain with gaps from slowing the search down.
  for (let step = 1; high.number - low.number > 1; step += 1) {
    const guess = await at(step % 3 === 0 ? halfway(low, high) : between(low, high, moment))
    if (guess.timestamp < moment) low = guess
    else high = guess
  }
  return high.number
}

const halfway = (low: Known, high: Known) => Math.floor((low.number + high.number) / 2)

function between(low: Known, high: Known, moment: number): number {
  const share = (moment - low.timestamp) / (high.timestamp - low.timestamp)
  const guess = low.number + Math.round(share * (high.number - low.number))
  return Math.min(high.number - 1, Math.max(low.number + 1, guess))
}
