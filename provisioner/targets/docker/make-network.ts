import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { NetworkCreateOptions } from 'dockerode'

/** A look each tenth of a second, for five seconds: the engine refuses a network's twin before it shows the network. */
const LOOKS = 50
const BETWEEN = 100

/**
 * Makes a bridge that several may ask for at once: members that start together, or a run and what the engine still does
 * for one that was killed. The engine takes two networks of one name, and afterwards refuses the name as ambiguous
 * whatever is asked of it; of two bridges of one name it refuses the second.
 * @param isThere whether the network is there, of whoever made it.
 * @throws what the engine said last, where no network came of it.
 */
export async function makeNetwork(
  docker: Docker,
  options: NetworkCreateOptions & { readonly Name: string },
  isThere: () => Promise<boolean>,
): Promise<void> {
  const Options = { 'com.docker.network.bridge.name': bridgeName(options.Name) }
  for (let looks = 0; !(await isThere()); looks++) {
    try {
      await docker.createNetwork({ ...options, Driver: 'bridge', Options })
    } catch (cause) {
      if (looks === LOOKS) throw cause
      await setTimeout(BETWEEN)
    }
  }
}

/** Linux gives an interface's name fifteen characters. */
const bridgeName = (network: string): string => `q-${createHash('sha256').update(network).digest('hex').slice(0, 13)}`
