import type { Rule } from './rule.ts'

/** Ids that wallets know, test networks and development chains included. */
const taken: ReadonlyMap<number, string> = new Map([
  [1, 'Ethereum'],
  [10, 'OP Mainnet'],
  [25, 'Cronos'],
  [56, 'BNB Smart Chain'],
  [100, 'Gnosis'],
  [130, 'Unichain'],
  [137, 'Polygon'],
  [146, 'Sonic'],
  [250, 'Fantom'],
  [252, 'Fraxtal'],
  [324, 'ZKsync Era'],
  [480, 'World Chain'],
  [1101, 'Polygon zkEVM'],
  [1284, 'Moonbeam'],
  [1329, 'Sei'],
  [1337, 'development chains'],
  [5000, 'Mantle'],
  [8453, 'Base'],
  [17_000, 'Holesky'],
  [31_337, 'development chains'],
  [34_443, 'Mode'],
  [42_161, 'Arbitrum One'],
  [42_170, 'Arbitrum Nova'],
  [42_220, 'Celo'],
  [43_114, 'Avalanche'],
  [57_073, 'Ink'],
  [59_144, 'Linea'],
  [80_002, 'Polygon Amoy'],
  [81_457, 'Blast'],
  [84_532, 'Base Sepolia'],
  [167_000, 'Taiko'],
  [421_614, 'Arbitrum Sepolia'],
  [534_352, 'Scroll'],
  [560_048, 'Hoodi'],
  [7_777_777, 'Zora'],
  [11_155_111, 'Sepolia'],
  [11_155_420, 'OP Sepolia'],
])

/** A wallet tells chains apart by this number alone. */
export const chainIdIsFree: Rule = ({ chainId }) => {
  const owner = chainId === undefined ? undefined : taken.get(chainId)
  if (owner === undefined) return []
  return [
    {
      code: 'CHAIN_ID_TAKEN',
      path: ['chainId'],
      found: `${chainId}, which is ${owner}`,
      expected: 'an id no known chain has',
    },
  ]
}
