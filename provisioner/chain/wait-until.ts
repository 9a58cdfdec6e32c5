import { setTimeout } from 'node:timers/promises'
import type { JsonRpcProvider } from 'ethers'
import { isoOf } from '../../network/fields.ts'
import type { Environment } from '../environment.ts'

/** Waits until the chain's own clock, the time of its newest block, has reached a moment (Unix seconds). */
export async function waitUntil(provider: JsonRpcProvider, moment: number, env: Environment): Promise<void> {
  let told = false
  while ((await chainTime(provider)) < moment) {
    if (!told) env.progress(`waiting for ${isoOf(moment)} by the chain's clock`)
    told = true
    await setTimeout(500, undefined, { signal: env.signal })
  }
}

/** Unix seconds of the newest block. */
export async function chainTime(provider: JsonRpcProvider): Promise<number> {
  return (await provider.getBlock('latest'))?.timestamp ?? 0
}
