import { nearest } from '../consortium/nearest.ts'
import type { MemberOptions } from '../consortium/member-options/member-options.ts'
import type { Problem } from '../problem.ts'
import { type BesuRelease, DEFAULT_RELEASE, knownVersions, releaseOf } from './releases.ts'

/** What an operator may say of the Besu that is to run. */
export interface BesuChoice {
  readonly version?: string | undefined
  /** Another repository of the same image: a mirror. */
  readonly image?: string | undefined
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string | undefined
  /** Folder of an installation, for processes. */
  readonly home?: string | undefined
}

/**
 * The release that these options ask for; containers run by digest alone, since a tag may be moved.
 * @param imageElsewhere whoever starts the containers gives it.
 */
export function releaseFor(
  { target, besu = {} }: Pick<MemberOptions, 'target'> & { readonly besu?: BesuChoice },
  imageElsewhere = false,
): {
  readonly besu: BesuRelease | undefined
  readonly problems: readonly Problem[]
} {
  const version = besu.version ?? DEFAULT_RELEASE
  const known = releaseOf(version)
  if (known === undefined) {
    const expected = nearest(version, knownVersions) ?? `one of ${knownVersions.join(', ')}`
    return { besu: undefined, problems: [{ code: 'BESU_UNKNOWN', path: 'besu.version', found: version, expected }] }
  }
  const home = target === 'process' && besu.home !== undefined ? { home: besu.home } : {}
  const release = { version, image: besu.image ?? known.image, digest: besu.digest ?? known.digest, ...home }
  if (imageElsewhere && release.digest === null) return { besu: release, problems: [] }
  return { besu: release, problems: digestProblems(target, release.digest) }
}

function digestProblems(target: MemberOptions['target'], digest: string | null): Problem[] {
  const expected = 'sha256: and 64 hex digits, of the image that you trust'
  if (digest === null) {
    if (target !== 'docker' && target !== 'kubernetes') return []
    return [{ code: 'IMAGE_WITHOUT_DIGEST', path: 'besu.digest', found: 'nothing', expected }]
  }
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return []
  return [{ code: 'IMAGE_WITHOUT_DIGEST', path: 'besu.digest', found: digest, expected }]
}
