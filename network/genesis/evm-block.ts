import type { EVM } from '@ethereumjs/evm'
import { createAddressFromString } from '@ethereumjs/util'

/** More gas than any call of ours takes: what is run in memory costs nobody anything. */
export const BLOCK_GAS = 1_000_000_000n

/** The block that contracts see in an EVM in memory. @param timestamp Unix seconds. */
export function evmBlock(number: number, timestamp: number): NonNullable<Parameters<EVM['runCode']>[0]['block']> {
  return {
    header: {
      number: BigInt(number),
      coinbase: createAddressFromString(`0x${'0'.repeat(40)}`),
      timestamp: BigInt(timestamp),
      difficulty: 0n,
      prevRandao: new Uint8Array(32),
      gasLimit: BLOCK_GAS,
      baseFeePerGas: 0n,
      slotNumber: 0n,
      getBlobGasPrice: () => 1n,
    },
  }
}
