import { readFileSync } from 'node:fs'
import type { NodeManifest } from '../../../../network/besu/node-manifest.ts'
import type { Hex } from '../../../../network/hex.ts'
import { dockerTarget } from '../../../../provisioner/targets/docker/docker-target.ts'
import type { DockerTargetOptions } from '../../../../provisioner/targets/docker/place.ts'
import { elapsed, given } from './manifests.ts'

interface Asked {
  readonly options: Omit<DockerTargetOptions, 'elapsed'>
  readonly wanted: NodeManifest
  readonly key: Hex
}

/** Makes one node run, in a process of its own that can be killed. */
const { options, wanted, key } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Asked
// Whoever kills this process counts from here.
process.stdout.write('begins\n')
await dockerTarget({ ...options, elapsed }).ensure(wanted, { ...given(), key: () => key })
