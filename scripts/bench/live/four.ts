import { fileURLToPath } from 'node:url'
import { LiveNetwork } from '../../../test/live/live-network.ts'

export const FOUR = ['hospital-north', 'hospital-south', 'devices-alpha', 'devices-beta'] as const

/** One-second blocks, rounds that begin with two seconds. */
export function fourMembers(): Promise<LiveNetwork> {
  return LiveNetwork.in(fileURLToPath(new URL('../../../test/live/four-live.yaml', import.meta.url)))
}
