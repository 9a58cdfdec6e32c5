import type { Lock } from '../../network/ceremony/lock.ts'
import type { Connection } from '../chain/location.ts'
import { referenceChain } from '../chain/public-chains.ts'
import { usage } from './input.ts'

/** `base=https://…`, or without a name the chain that `notBefore` is taken from. */
export function publicChainsOf(given: readonly string[], lock: Lock): Connection['publicChains'] {
  const known = lock.founding.consortium.checkpoints.publicChains.map(({ name }) => name)
  const chains: Record<string, string[]> = {}
  for (const text of given) {
    const [, name = referenceChain(lock), url = ''] = /^(?:([a-z][a-z0-9-]*)=)?(.*)$/.exec(text) ?? []
    if (!known.includes(name)) {
      throw usage(`--public-rpc names "${name}"; this consortium anchors to ${known.join(', ')}.`)
    }
    chains[name] = [...(chains[name] ?? []), url]
  }
  return chains
}
