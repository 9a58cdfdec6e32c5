import { z } from 'zod'
import { image, label, objectName, someLabels } from '../../render/helm/fields.ts'
import { chartChoices } from '../../render/helm/values.ts'
import { choice } from '../schema/choice.ts'
import { mapping } from '../schema/mapping.ts'
import { wholeNumber } from '../schema/whole-number.ts'

const contextExpected = 'the name of a context of the kubeconfig'

/** The agent in the cluster: from an image that its operator built or mirrored, and trusts. */
const agent = mapping({
  image,
  /** A Secret that the operator makes: its key `passphrase` opens the keystores. Never made or read by `apply`. */
  passphraseSecret: objectName,
  replicas: wholeNumber(1, 2).default(1),
  home: mapping({
    sizeGiB: wholeNumber(1, 1024).default(1),
    accessMode: choice(['ReadWriteOnce', 'ReadWriteMany']).default('ReadWriteOnce'),
    className: objectName.optional(),
  }).prefault({}),
  port: wholeNumber(1024, 65_535).default(9700),
  memoryMiB: wholeNumber(128, 65_536).default(256),
  cpus: wholeNumber(1, 64).default(1),
  nodeSelector: someLabels.optional(),
})

/**
 * Where and how one member's nodes run in a cluster. What the chart leaves to its operator is named as the chart names it,
 * and described in the chart's README.
 */
export const kubernetesOptionsSchema = mapping({
  /** Of the kubeconfig (KUBECONFIG); its current one where absent. */
  context: z.string({ error: contextExpected }).min(1, { error: contextExpected }).max(253).optional(),
  /** NETWORK-MEMBER where absent. */
  namespace: label(63).optional(),
  /** Without it only nodes are run, and nothing in the cluster keeps them as decided. */
  agent: agent.optional(),
  ...chartChoices,
})

export type KubernetesOptions = z.output<typeof kubernetesOptionsSchema>
