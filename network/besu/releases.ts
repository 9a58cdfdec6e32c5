import { forks } from '../consortium/chain-defaults.ts'

/** A release of Besu that nodes may run. */
export interface BesuRelease {
  readonly version: string
  /** Repository of its image, without a tag. */
  readonly image: string
  /** `sha256:` and 64 hex digits; null where this kit vouches for none, and the operator has to give one. */
  readonly digest: string | null
  /** Folder of its installation, where processes run it and their operator named one. */
  readonly home?: string
}

const IMAGE = 'hyperledger/besu'

/**
 * Oldest first. Before 26.7.1 a sender without a balance fills the pool and is never mined, though gas is free
 * (besu 10751). Options were compared with the sources of both; blocks were made by a build that follows 26.8.0.
 */
const RELEASES: readonly BesuRelease[] = [
  { version: '26.7.1', image: IMAGE, digest: null },
  { version: '26.8.0', image: IMAGE, digest: null },
]

/**
 * From, and what it may become: as their change logs allow it. No way leads back, since an older release cannot always read
 * a newer one's database.
 */
const UPGRADES: readonly (readonly [string, string])[] = [['26.7.1', '26.8.0']]

/** What runs where the operator asks for nothing else. */
export const DEFAULT_RELEASE = '26.8.0'

export const knownVersions: readonly string[] = RELEASES.map(({ version }) => version)

/**
 * Forks of the EVM that a release has and this kit vouches for, oldest first. Later ones are in the sources of both, and
 * are not finished there.
 */
export function knownForks(version: string): readonly string[] {
  return releaseOf(version) === undefined ? [] : forks
}

export function releaseOf(version: string): BesuRelease | undefined {
  return RELEASES.find((release) => release.version === version)
}

/** Whether a node of one release may be replaced by one of another and keep its data. Staying is always allowed. */
export function mayUpgrade(from: string, to: string): boolean {
  if (from === to) return releaseOf(to) !== undefined
  return UPGRADES.some(([older, newer]) => older === from && newer === to)
}
