import { knownVersions } from '../besu/releases.ts'
import { answersOf, type Facts } from './facts.ts'
import { type DoctorFinding, finding } from './finding.ts'
import { listed, nodeNames } from './names.ts'

interface Running {
  readonly who: string
  /** As in `26.8-develop-683880b`. */
  readonly version: string
}

/** Releases of own nodes and of their peers, by what each says of itself. */
export function versions(facts: Facts): DoctorFinding[] {
  const own = facts.nodes.flatMap(({ node, open }) => running(node, open?.version))
  const name = nodeNames(facts)
  const peers = facts.nodes.flatMap((node) =>
    (answersOf(node)?.peers ?? []).flatMap(({ address, version }) => running(name(address), version)),
  )
  return [...skew([...own, ...peers]), ...own.flatMap((one) => [...unknown(one), ...dropping(one)])]
}

/** A peer says of itself what it likes; what is no release is none. */
function running(who: string, told: string | undefined): Running[] {
  const version = /^besu\/v?([\w.+-]{1,64})(?=\/|$)/i.exec(told ?? '')?.[1]
  return version === undefined ? [] : [{ who, version }]
}

function skew(all: readonly Running[]): DoctorFinding[] {
  const versions = [...new Set(all.map(({ version }) => version))].toSorted()
  if (versions.length < 2) return []
  const says = versions
    .map(
      (version) =>
        `${version}: ${listed([...new Set(all.filter((one) => one.version === version).map(({ who }) => who))])}`,
    )
    .join('; ')
  const apart = versions.some((version) => major(version) < 26) && versions.some((version) => major(version) >= 26)
  return [finding(apart ? 'VERSION_SKEW' : 'VERSIONS_DIFFER', 'releases', { says: `Besu runs as ${says}.` })]
}

function unknown({ who, version }: Running): DoctorFinding[] {
  // A build between two releases bears the number of the next one.
  const known = knownVersions.some(
    (release) => release === version || version.startsWith(`${numbers(release).slice(0, 2).join('.')}-develop`),
  )
  return known
    ? []
    : [
        finding('BESU_UNKNOWN_RELEASE', who, {
          says: `${who} runs Besu ${version}; ${listed(knownVersions)} are known.`,
        }),
      ]
}

function dropping({ who, version }: Running): DoctorFinding[] {
  const [year = 0, month = 0, patch = 0] = numbers(version)
  if (year * 10_000 + month * 100 + patch >= 260_701 || version.includes('-develop')) return []
  return [
    finding('BESU_DROPS_UNFUNDED', who, {
      says: `${who} runs Besu ${version}, which mines nothing of senders without a balance.`,
    }),
  ]
}

function numbers(version: string): number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number)
}

function major(version: string): number {
  return numbers(version)[0] ?? 0
}
