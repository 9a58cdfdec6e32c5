import { join } from 'node:path'
import type { Hex } from '../../../network/hex.ts'
import type { User } from './key-place.ts'
import type { Owner } from './names.ts'

export interface DockerTargetOptions {
  /** Value of DOCKER_HOST; the engine's usual socket where there is none. */
  readonly host: string | undefined
  readonly member: string
  readonly networkId: Hex
  /** The member's home. */
  readonly dir: string
  /** Address of this machine on which other members reach the nodes; every one where it is not given. */
  readonly p2pAddress?: string
  /**
   * For members that play on one engine: a subnet (CIDR) that their nodes reach one another in, each at the address that
   * its endpoint record says, instead of a published port. Through a published port of its own machine a node would be
   * seen at the address of a bridge, and Besu's allow lists compare addresses.
   */
  readonly sharedSubnet?: string | undefined
  /** A folder on a tmpfs for keys in use. */
  readonly keyRoot?: string
  /** Seconds since some moment. */
  readonly elapsed: () => number
}

/** Where one member's nodes stand on a machine and its engine. */
export interface Place {
  readonly host: string | undefined
  readonly owner: Owner
  readonly dir: string
  readonly p2pAddress: string
  readonly sharedSubnet: string | undefined
  readonly keyRoot: string
  readonly user: User
  readonly elapsed: () => number
}

/** User of the official image. Root's nodes run as it; another operator's run as the operator, who could not give files away. */
const BESU: User = { uid: 1000, gid: 1000 }

export function placeOf(options: DockerTargetOptions): Place {
  const { host, member, networkId, dir, p2pAddress, sharedSubnet, keyRoot, elapsed } = options
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  return {
    ...{ host, owner: { networkId, member }, dir, elapsed },
    p2pAddress: p2pAddress ?? '0.0.0.0',
    sharedSubnet,
    keyRoot: keyRoot ?? '/dev/shm',
    user: uid === 0 ? BESU : { uid, gid },
  }
}

export const keyPlaceOf = ({ keyRoot, owner }: Place, node: string) => ({ root: keyRoot, owner, node })
export const nodeFolder = ({ dir }: Pick<Place, 'dir'>, node: string): string => join(dir, 'nodes', node)
