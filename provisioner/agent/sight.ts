import type { JsonRpcProvider } from 'ethers'
import type { BesuNode } from '../besu-rpc/besu-node.ts'
import type { Look } from './look.ts'

/** What an agent sees of its member's own nodes. */
export interface Sight {
  look(): Promise<Look>
  /** The agent's hands on one node; undefined where it never answered, or none runs. */
  node(name: string): Pick<BesuNode, 'act'> | undefined
  /** Who answers for the contracts. */
  provider(): JsonRpcProvider
  close(): void
}
