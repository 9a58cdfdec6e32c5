import { z } from 'zod'
import { choice } from '../../consortium/schema/choice.ts'
import { mapping } from '../../consortium/schema/mapping.ts'
import { wholeNumber } from '../../consortium/schema/whole-number.ts'
import { annotations, label, labels, objectName } from './fields.ts'

const toleration = mapping({
  key: z.string({ error: 'the key of a taint' }).max(317).optional(),
  operator: choice(['Equal', 'Exists']).optional(),
  value: z.string({ error: 'text' }).max(63).optional(),
  effect: choice(['NoSchedule', 'PreferNoSchedule', 'NoExecute']).optional(),
  tolerationSeconds: wholeNumber(0, 1_000_000).optional(),
})

const ofNode = mapping({
  annotations: annotations.describe("For this node's P2P Service: a reserved address, where the cloud takes one so."),
  nodeSelector: labels.describe('Labels of the machines that may run this node.'),
})

/** Where pods run, and what others know them by. Nothing here reaches into a pod's security or a container. */
export const podChoices = {
  nodeSelector: labels.describe('Labels of the machines that may run the pods.'),
  tolerations: z.array(toleration).max(32).default([]).describe('Taints of machines that all pods put up with.'),
  priorityClassName: objectName.optional().describe('Existing PriorityClass of all pods.'),
  podLabels: labels.describe(
    "Further labels of all pods. Not `quorate.`…, and none of Kubernetes or Helm, which are the chart's to set.",
  ),
  podAnnotations: annotations.describe(
    'Further annotations of all pods. Not `quorate.`…, of Helm, or what loosens AppArmor or seccomp.',
  ),
  byNode: z
    .record(label(31), ofNode, { error: 'a mapping from a node to annotations and nodeSelector' })
    .default({})
    .describe("By a node's name: over `p2p.annotations` and `nodeSelector`, key by key, for that node alone."),
}
