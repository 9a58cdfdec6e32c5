import { dockerTarget } from '../../../../provisioner/targets/docker/docker-target.ts'
import type { DockerTargetOptions } from '../../../../provisioner/targets/docker/place.ts'
import { elapsed, given, manifestOf } from './manifests.ts'

/** One call of a target in a process of its own, that can be killed: its options, what to do, image and memory of the node. */
const [options = '', what = '', image = '', memory = ''] = process.argv.slice(2)
const target = dockerTarget({ ...(JSON.parse(options) as Omit<DockerTargetOptions, 'elapsed'>), elapsed })
const manifest = manifestOf(image, { resources: { memoryMiB: Number(memory), cpus: 1, diskGiB: 1 } })
if (what === 'ensure') await target.ensure(manifest, given())
else await target.erase(manifest.node)
