import type { Lock } from '../../network/ceremony/lock.ts'
import { isoOf } from '../../network/fields.ts'
import { QuorateError } from '../../network/quorate-error.ts'
import { anchorOf, readAnchorHead } from '../anchors/anchor.ts'
import { openPublicChain } from '../chain/public-chains.ts'
import type { Environment } from '../environment.ts'
import type { Input } from './input.ts'
import { publicChainsOf } from './public-chains-of.ts'

/** What a joiner was told of its network by another way than its file came, and how it compares. */
export interface Compared {
  readonly networkId: string
  readonly anchor: string
  /** Whether --expect named this network. */
  readonly expected: boolean
  /** Of the public chain that was asked; null where none was. */
  readonly anchored: { readonly chain: string; readonly checkpoints: number; readonly last: string } | null
}

/**
 * Holds the network of a file against what its reader knows from elsewhere. A file proves that its parts belong
 * together, and not that it is of the network that was meant: whoever sent another one made that sound as well.
 * @throws QuorateError NETWORK_UNEXPECTED, ANCHOR_ABSENT, CHAIN_OTHER, RPC_UNREACHABLE
 */
export async function compareNetwork(lock: Lock, input: Input): Promise<Compared> {
  const { networkId } = lock.founding
  const anchor = anchorOf(lock)
  const expect = input.text('expect')?.toLowerCase()
  if (expect !== undefined && expect !== networkId && expect !== anchor.toLowerCase()) {
    throw new QuorateError('NETWORK_UNEXPECTED', 'The file is of another network than --expect names.', {
      facts: { found: networkId, anchor, expected: expect },
      remedy: 'Use nothing of this file. Ask the member that you know where it came from.',
    })
  }
  const anchored = await anchoredOn(input.list('publicRpc'), lock)
  return { networkId, anchor, expected: expect !== undefined, anchored }
}

/** Says so, loudly, where nothing was compared. */
export function comparedText({ networkId, anchor, expected, anchored }: Compared, env: Environment): string[] {
  const unsure = `NOT COMPARED: this file may be of any network. Ask a member that you know, by another way, for
  network  ${networkId}
  anchor   ${anchor}
and run init again with --expect, before you send a card.`
  if (!expected) for (const line of unsure.split('\n')) env.progress(line)
  return [
    `  network ${networkId}${expected ? ', as expected' : ', NOT COMPARED with what another way says (--expect)'}`,
    ...(anchored === null
      ? []
      : [`  anchored on ${anchored.chain}: ${anchored.checkpoints} checkpoints, the last of ${anchored.last}`]),
  ]
}

async function anchoredOn(given: readonly string[], lock: Lock): Promise<Compared['anchored']> {
  const publicChains = publicChainsOf(given, lock)
  const [chain] = Object.keys(publicChains)
  if (chain === undefined) return null
  const { provider } = await openPublicChain({ lock, publicChains }, chain)
  try {
    const { sequence, submittedAt } = await readAnchorHead(provider, anchorOf(lock))
    return { chain, checkpoints: sequence, last: isoOf(submittedAt) }
  } finally {
    provider.destroy()
  }
}
