import type { Consortium } from '../consortium/consortium.ts'
import { type Hex, quantity } from '../hex.ts'
import { type Alloc, allocOf } from './alloc.ts'
import { genesisExtraData } from './extra-data.ts'
import type { Predeployed } from './predeploy.ts'

export type Fork = Consortium['chain']['fork']

/** A genesis file as Besu reads it. Numbers of `config` are JSON numbers, all others hex. */
export interface GenesisFile {
  readonly config: GenesisConfig
  readonly nonce: Hex
  readonly timestamp: Hex
  readonly gasLimit: Hex
  readonly difficulty: Hex
  readonly mixHash: Hex
  readonly coinbase: Hex
  readonly extraData: Hex
  readonly alloc: Alloc
}

interface GenesisConfig {
  readonly chainId: number
  readonly berlinBlock: 0
  readonly londonBlock: 0
  readonly shanghaiTime: 0
  readonly cancunTime: 0
  readonly pragueTime?: 0
  readonly osakaTime?: 0
  /** Free gas: a base fee of zero from block 1 on. */
  readonly zeroBaseFee: true
  readonly qbft: {
    readonly blockperiodseconds: number
    readonly epochlength: number
    readonly requesttimeoutseconds: number
  }
}

/** Marks a QBFT header: the ASCII of "ctical byzantine fault tolerance". */
const QBFT_MIX_HASH: Hex = '0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365'
const ZERO_ADDRESS: Hex = '0x0000000000000000000000000000000000000000'

const FORK_TIMES = {
  cancun: {},
  prague: { pragueTime: 0 },
  osaka: { pragueTime: 0, osakaTime: 0 },
} as const satisfies Record<Fork, object>

/** @param validators addresses of the founding validators. @param predeployed what stands in the state from block 0 on. */
export function genesisFile(
  consortium: Pick<Consortium, 'chainId' | 'foundedAt' | 'chain'>,
  validators: readonly string[],
  predeployed: readonly Predeployed[],
): GenesisFile {
  const { chain } = consortium
  return {
    config: {
      chainId: consortium.chainId,
      berlinBlock: 0,
      londonBlock: 0,
      shanghaiTime: 0,
      cancunTime: 0,
      ...FORK_TIMES[chain.fork],
      zeroBaseFee: true,
      qbft: {
        blockperiodseconds: chain.blockPeriodSeconds,
        epochlength: chain.epochLength,
        requesttimeoutseconds: chain.requestTimeoutSeconds,
      },
    },
    nonce: '0x0',
    timestamp: quantity(consortium.foundedAt),
    gasLimit: quantity(chain.gasLimit),
    difficulty: '0x1',
    mixHash: QBFT_MIX_HASH,
    coinbase: ZERO_ADDRESS,
    extraData: genesisExtraData(validators),
    alloc: allocOf(predeployed),
  }
}
