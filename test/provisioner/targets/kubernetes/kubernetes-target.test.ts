import { describe } from '@jest/globals'
import { describeTarget } from '../../../behaviours/target.ts'
import { noControlPlane, skipped } from '../../../charts/programs.ts'
import { kubernetesSetup } from './setup.ts'

/** A real API server with real controllers; no kubelet, and no Besu: see stand-in-kubelet.ts. */
const name = 'kubernetes, on a stand-in kubelet with a stand-in for Besu'
if (noControlPlane === undefined) describeTarget(name, kubernetesSetup, 120)
else describe(`target ${name}`, () => skipped(noControlPlane ?? ''))
