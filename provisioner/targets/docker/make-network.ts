import { createHash } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type Docker from 'dockerode'
import type { NetworkCreateOptions } from 'dockerode'
import { isConflict, messageOf } from './engine-error.ts'

/** Milliseconds that the engine may take between refusing a network's twin and showing the network. */
const PATIENCE = 10_000
const BETWEEN = 100

/**
 * Makes a bridge that several may ask for at once: members that start together, or a run and what the engine still does
 * for one that was killed. The engine takes two networks of one name, and afterwards refuses the name as ambiguous
 * whatever is asked of it; of two bridges of one name it refuses the second.
 * @param isThere whether the network is there, of whoever made it.
 * @throws what the engine said, where that was no refusal of a twin, or no network came of it.
 */
export async function makeNetwork(
  docker: Docker,
  options: NetworkCreateOptions & { readonly Name: string },
  isThere: () => Promise<boolean>,
): Promise<void> {
  const Options = { 'com.docker.network.bridge.name': bridgeName(options.Name) }
  const deadline = performance.now() + PATIENCE
  while (!(await isThere())) {
    try {
      await docker.createNetwork({ ...options, Driver: 'bridge', Options })
      return
    } catch (cause) {
      if (!isTwin(cause) || performance.now() > deadline) {
        if (await isThere()) return
        throw cause
      }
      await setTimeout(BETWEEN)
    }
  }
}

/** That another has its name, its bridge or, where one is asked for, its subnet; which the twin may be that is being made. */
const isTwin = (cause: unknown): boolean =>
  isConflict(cause) || /same bridge name|already exists|pool overlaps/i.test(messageOf(cause))

/** Linux gives an interface's name fifteen characters. */
const bridgeName = (network: string): string => `q-${createHash('sha256').update(network).digest('hex').slice(0, 13)}`
