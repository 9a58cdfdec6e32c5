import { implementationAddress, type PredeployName, predeploys } from '../../genesis/addresses.ts'
import type { Hex } from '../../hex.ts'
import { slugOf } from '../../slug.ts'
import { type Entry, sayingOf } from './entry.ts'
import type { Governance, GovernedMember } from './governance.ts'
import { type Booked, emptyLedger, type Ledger } from './ledger.ts'
import { steps } from './steps.ts'

export interface Replayed {
  readonly governance: Governance
  /** Entries that cannot be read, or cannot follow on what came before them. */
  readonly impossible: readonly Entry[]
}

/**
 * How the network is governed, from the entries alone.
 * @param at Unix seconds of the block for which it is asked: delegations and emergencies end by time. @param chambers by number.
 */
export function replay(
  entries: readonly Entry[],
  { at, chambers }: { readonly at: number; readonly chambers: readonly string[] },
): Replayed {
  const impossible: Entry[] = []
  const ledger = entries.reduce((before, entry) => {
    const said = sayingOf(entry)
    const after = said === undefined ? undefined : steps[entry.kind](before, said, entry)
    if (after === undefined) impossible.push(entry)
    return after ?? before
  }, emptyLedger)
  return { governance: governanceAt(ledger, at, chambers), impossible }
}

function governanceAt(ledger: Ledger, at: number, chambers: readonly string[]): Governance {
  const { threshold, cadenceSeconds, settings, actions, running } = ledger
  const validators = [...ledger.nodes].flatMap(([id, { duty, state }]) =>
    duty === 'validator' && state === 'active' ? [id] : [],
  )
  return {
    members: Object.fromEntries(
      [...ledger.members].map(([id, booked]) => [slugOf(id), memberAt(ledger, { id, booked, at }, chambers)]),
    ),
    nodes: Object.fromEntries(ledger.nodes),
    fleets: Object.fromEntries(ledger.fleets),
    validators: validators.toSorted(),
    change: ledger.change,
    rules: Object.fromEntries(ledger.rules),
    checkpoints: { threshold, cadenceSeconds },
    emergency: {
      signers: settings.signers,
      lapseSeconds: settings.lapse,
      restSeconds: settings.rest,
      actions,
      running:
        running === null
          ? null
          : { member: slugOf(running.organisation), until: running.until, number: running.number },
    },
    amendments: ledger.amendments,
    code: codeOf(ledger),
  }
}

function memberAt(
  ledger: Ledger,
  { id, booked, at }: { readonly id: Hex; readonly booked: Booked; readonly at: number },
  chambers: readonly string[],
): GovernedMember {
  const { chamber, officer, agent, checkpoint, cardHash } = booked
  const held = holderAt(ledger, id, at)
  return {
    chamber: chambers[chamber] ?? String(chamber),
    status: booked.status === 'active' && !actsAt(ledger, id, at) ? 'suspended' : booked.status,
    officer,
    agent,
    checkpoint,
    cardHash,
    delegate: slugOf(held.by),
    delegatedUntil: held.until,
  }
}

/** As `ChamberVotes` has it: a vote is its owner's where its owner, or who was chosen, cannot act. */
function holderAt(ledger: Ledger, id: Hex, at: number): { readonly by: Hex; readonly until: number } {
  const chosen = ledger.members.get(id)?.chosen
  const own = { by: id, until: 0 }
  if (chosen === undefined || (chosen.until !== 0 && at >= chosen.until)) return own
  const counts = actsAt(ledger, id, at) && actsAt(ledger, chosen.delegatee, at)
  return counts ? { by: chosen.delegatee, until: chosen.until } : own
}

function actsAt({ members, running }: Ledger, id: Hex, at: number): boolean {
  const barred = running !== null && running.organisation === id && at < running.until
  return members.get(id)?.status === 'active' && !barred
}

function codeOf({ code }: Ledger): Record<string, Hex> {
  const names = Object.keys(predeploys) as PredeployName[]
  return Object.fromEntries(names.map((name) => [name, code.get(predeploys[name]) ?? implementationAddress(name)]))
}
