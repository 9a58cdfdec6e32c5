import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Given } from '../target.ts'

/**
 * A build between two releases passes for the release of its number, and is said aloud; no other difference passes.
 * @throws QuorateError BESU_OTHER_VERSION
 */
export function refuseOtherVersion(version: string, { node, besu }: NodeManifest, { progress }: Given): void {
  if (version === besu.version) return
  const development = /^(\d+\.\d+)-develop\b/.exec(version)?.[1]
  if (development !== undefined && besu.version.startsWith(`${development}.`)) {
    progress(`${node} runs on ${version}, a development build, in the place of ${besu.version}`)
    return
  }
  throw new QuorateError('BESU_OTHER_VERSION', `This machine has Besu ${version}; ${node} is to run ${besu.version}.`, {
    facts: { node, found: version, expected: besu.version },
    remedy: 'Install that release and set BESU_HOME to it, or upgrade the network to the one that is here.',
  })
}
