import type { Reach } from '../doctor/facts.ts'
import type { Way } from './rule.ts'

/** A way, and what came of trying it. */
export interface TriedWay extends Way {
  readonly well: boolean
  readonly outcome: Reach['outcome'] | 'closed'
  /** Addresses that were tried, or for a closed way those that answered. */
  readonly at: readonly string[]
}

/** Why a way that must be open is not, and what to do. */
export const outcomeReasons: Readonly<Record<TriedWay['outcome'], { readonly says: string; readonly remedy: string }>> =
  {
    open: { says: 'connects', remedy: '' },
    closed: { says: 'nothing answers', remedy: '' },
    refused: {
      says: 'refused: the host answers, and nothing listens on the port',
      remedy: 'The way is open as far as the host: whoever runs it starts what should listen, or corrects the port.',
    },
    timeout: {
      says: 'no answer: packets are lost on the way',
      remedy: 'A firewall on either side drops them, or the address is gone: both sides hold their rules against this.',
    },
    name: {
      says: 'the host name does not resolve',
      remedy: 'Mend the DNS of this machine, or the name.',
    },
    unreachable: {
      says: 'no route to the host',
      remedy: 'See this machine’s routes and VPN.',
    },
  }
