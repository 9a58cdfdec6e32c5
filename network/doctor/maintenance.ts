import { amendedConfig } from '../amendments/amended-genesis.ts'
import { amendmentText, instantOf } from '../amendments/amendment-text.ts'
import { standing } from '../amendments/amendment.ts'
import { canonicalJson } from '../canonical.ts'
import { registeredNodes } from '../agent/registry.ts'
import type { ExaminedNode, Facts } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'
import { listed } from './names.ts'

/** Seconds after which others ask themselves what became of a node that is down for maintenance. */
const LONG = 900

/** Who has a validator down on purpose, and which own nodes lack what was decided for all. */
export function maintenance(facts: Facts): DoctorFinding[] {
  return [...facts.nodes.flatMap((node) => notAmended(node, facts)), ...leaseLong(facts)]
}

function notAmended({ node, genesisConfig }: ExaminedNode, { registry, foundingConfig, now }: Facts): DoctorFinding[] {
  if (registry === undefined || genesisConfig === undefined) return []
  const expected = amendedConfig(foundingConfig, registry.amendments)
  if (canonicalJson(genesisConfig) === canonicalJson(expected)) return []
  const stand = standing(registry.amendments)
  const says = `${node} was not made from what was decided: ${listed(stand.map(amendmentText)) || 'what was decided was taken back'}.`
  const begun = stand.some(({ beginsAt }) => beginsAt <= now)
  return [
    finding('AMENDMENT_NOT_APPLIED', node, {
      says,
      ...(begun
        ? { remedy: 'It has begun: the node follows no further. Start its agent, or run `quorate apply`.' }
        : {}),
    }),
  ]
}

function leaseLong({ registry }: Facts): DoctorFinding[] {
  const { lease, time = 0 } = registry ?? {}
  if (registry === undefined || lease === undefined || time - lease.since < LONG) return []
  const name = registeredNodes(registry).find(({ address }) => address === lease.node)?.name ?? lease.node
  const minutes = Math.round((time - lease.since) / 60)
  const says = `${lease.member} has had ${name} down for maintenance for ${minutes} min; it lapses at ${instantOf(lease.until)}.`
  return [finding('LEASE_LONG', name, { says })]
}
