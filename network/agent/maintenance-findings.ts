import { type Amendment, standing } from '../amendments/amendment.ts'
import { amendmentText, instantOf } from '../amendments/amendment-text.ts'
import type { Finding } from './action.ts'
import type { Made } from './maintenance.ts'
import { type Registry, registeredNodes } from './registry.ts'

/** Seconds after which others ask themselves what became of it. */
const LONG = 900

interface At {
  readonly registry: Registry
  /** Unix seconds. */
  readonly now: number
}

/** A node that does not have yet what was decided for all, in words that tell how long it may be so. */
export function notAmended(subject: string, made: Made | undefined, { registry, now }: At): Finding[] {
  const ahead = standing(registry.amendments).filter(({ beginsAt }) => beginsAt > now)
  if (made === 'behind') return [behind(subject, standing(registry.amendments))]
  if (made === 'outdated') return [outdated(subject)]
  if (made === 'unwritten') return [unwritten(subject, standing(registry.amendments))]
  if (made === 'unfit') return [unfit(subject, ahead)]
  // Who makes it tells nobody from what. After its time it either follows the chain or is seen not to.
  if (made === 'unknown' && ahead.length > 0) return [byHand(subject, ahead)]
  return []
}

export function leaseLong({ registry }: At): Finding[] {
  const { lease, time } = registry
  if (lease === undefined || time - lease.since < LONG) return []
  const subject = registeredNodes(registry).find(({ address }) => address === lease.node)?.name ?? lease.node
  return [
    {
      code: 'LEASE_LONG',
      subject,
      says: `${lease.member} has had ${subject} down for maintenance for ${Math.round((time - lease.since) / 60)} min.`,
      remedy: `It lapses at ${instantOf(lease.until)} at the latest renewal; ask ${lease.member} whether its node comes back.`,
    },
  ]
}

export function restHeld(subject: string, why: string): Finding {
  return {
    code: 'MAINTENANCE_HELD',
    subject,
    says: `${subject} has to be made anew and is kept up: ${why}`,
    remedy: 'Bring the nodes that are down back; the agent goes on by itself as soon as it may.',
  }
}

function behind(subject: string, stand: readonly Amendment[]): Finding {
  return {
    code: 'AMENDMENT_NOT_APPLIED',
    subject,
    says: `${subject} does not have yet what was decided: ${said(stand)}.`,
    remedy: 'Its agent makes it anew by itself, under the maintenance lease, when its turn comes.',
  }
}

function unfit(subject: string, ahead: readonly Amendment[]): Finding {
  return {
    code: 'AMENDMENT_UNKNOWN',
    subject,
    says: `The release that ${subject} runs does not know all that was decided: ${said(ahead)}.`,
    remedy: 'Upgrade it to one that does (quorate upgrade) before that begins, or have it taken back by a decision.',
  }
}

function outdated(subject: string): Finding {
  return {
    code: 'NODE_OUTDATED',
    subject,
    says: `${subject} runs from an earlier revision of its release than the present one.`,
    remedy: 'Its agent makes it anew by itself, under the maintenance lease, when its turn comes.',
  }
}

function unwritten(subject: string, stand: readonly Amendment[]): Finding {
  return {
    code: 'AMENDMENT_BY_HAND',
    subject,
    says: `The release that ${subject} is made from does not have yet what was decided: ${said(stand)}.`,
    remedy:
      'On the operator’s machine: quorate apply. Where others apply the release: quorate render --target kubernetes --out FOLDER, and its values.yaml to them. This agent then replaces the pods, one at a time, under the maintenance lease.',
  }
}

function byHand(subject: string, ahead: readonly Amendment[]): Finding {
  return {
    code: 'AMENDMENT_BY_HAND',
    subject,
    says: `Something was decided for all nodes that is still to begin: ${said(ahead)}. Nothing tells this agent what ${subject} is made from.`,
    remedy:
      'Where its files are made: quorate render --out FOLDER, which has what was decided; then restart it with them, one validator at a time over all members.',
  }
}

function said(amendments: readonly Amendment[]): string {
  return amendments.map(amendmentText).join('; ') || 'what was decided before was taken back'
}
