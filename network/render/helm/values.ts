import { z } from 'zod'
import { choice } from '../../consortium/schema/choice.ts'
import { list } from '../../consortium/schema/list.ts'
import { mapping } from '../../consortium/schema/mapping.ts'
import { wholeNumber } from '../../consortium/schema/whole-number.ts'
import { agentValuesSchema } from './agent-values.ts'
import { annotations, fileText, hash32, label, labels, matching, objectName } from './fields.ts'
import { nodeValuesSchema } from './node-values.ts'
import { podChoices } from './pod-choices.ts'

const network = mapping({
  name: label(40),
  chainId: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  networkId: hash32.describe('Compare it with the one all founders signed.'),
})

const cidr = z.string().regex(/^([0-9]{1,3}(\.[0-9]{1,3}){3}\/[0-9]{1,2}|[0-9a-f:]{2,39}\/[0-9]{1,3})$/)

const p2p = mapping({
  service: choice(['LoadBalancer', 'NodePort'])
    .default('LoadBalancer')
    .describe(
      'How other members reach each node. NodePort wants P2P ports that the cluster hands out (30000 to 32767).',
    ),
  externalTrafficPolicy: choice(['Local', 'Cluster'])
    .default('Local')
    .describe('Local keeps source addresses, which listed CIDRs and the drift report need; Cluster hides them.'),
  loadBalancerClass: matching(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'the class of a load balancer', 317)
    .optional()
    .describe("Who makes load balancers, where it is not the cloud's own. Fixed when a Service is made."),
  annotations: annotations.describe('Of every P2P Service, for the load balancer of a cloud.'),
  cidrs: z.array(cidr).max(1000).default([]).describe('Who may open P2P connections; empty means anybody.'),
})

const storage = mapping({
  className: objectName.optional().describe("Storage class of the claims; the cluster's default where absent."),
})

const peer = mapping({
  namespace: labels.describe('Labels of the namespace; empty means any.'),
  pods: labels.describe('Labels of the pods in it; empty means all.'),
})

const reached = mapping({
  cidr: cidr.describe('As the network plugin sees it: of the API server its own addresses, not its Service.'),
  ports: z.array(wholeNumber(1, 65_535)).max(32).default([]).describe('By TCP; empty means every port.'),
})

const networkPolicy = mapping({
  metricsFrom: z
    .array(peer)
    .max(16)
    .default([])
    .describe(
      'Who may read metrics, besides the agent: your Prometheus. Not empty where `monitoring` has it scrape or alarm.',
    ),
  nodesReach: z
    .array(cidr)
    .max(16)
    .default([])
    .describe('What nodes may reach besides their peers, where `p2p.cidrs` limits them: an HSM, for instance.'),
  agentReaches: z
    .array(reached)
    .max(64)
    .default([])
    .describe(
      'What the agent may reach besides DNS and its own nodes: API server, public chains, a signer. Empty means anything at all.',
    ),
})

const toggle = (what: string) =>
  mapping({ enabled: z.boolean().default(false), labels: labels.describe('Labels that your operator selects by.') })
    .prefault({})
    .describe(what)

const monitoring = mapping({
  serviceMonitor: toggle('A ServiceMonitor of the Prometheus operator, for nodes and agent.'),
  prometheusRule: toggle('Alerts: head age, node down, peers, disk, memory, the agent and what it finds.'),
  dashboard: toggle("A ConfigMap with a dashboard, for Grafana's sidecar."),
})

/** What is left to the operator. member.yaml holds the same fields. */
export const chartChoices = {
  imagePullSecrets: z.array(objectName).max(8).default([]),
  ...podChoices,
  p2p: p2p.prefault({}),
  storage: storage.prefault({}),
  networkPolicy: networkPolicy.prefault({}),
  monitoring: monitoring.prefault({}),
}

/** Values of charts/quorate-member. Its JSON Schema, values.yaml and README are written from here. Holds no secret. */
export const helmValuesSchema = mapping({
  network: network.describe('Which network this is; for labels and for people.'),
  member: label(20).describe('Whose nodes these are, and the name of the release.'),
  nodes: list(nodeValuesSchema, 'nodes', { min: 1, max: 16 }).describe("The member's nodes, a StatefulSet each."),
  files: z
    .record(label(63), fileText)
    .describe('Texts that nodes name in their `files`; each stands once, however many nodes share it.'),
  agent: agentValuesSchema.optional().describe('Without it only the nodes run, and nothing keeps them as decided.'),
  updateStrategy: choice(['OnDelete', 'RollingUpdate'])
    .default('OnDelete')
    .describe(
      'OnDelete: a change waits until the pod is deleted, by the agent in its turn, or by you. RollingUpdate: several validators may restart together.',
    ),
  ...chartChoices,
})

/** As an author writes them, defaults left out. */
export type HelmValuesInput = z.input<typeof helmValuesSchema>
export type HelmValues = z.output<typeof helmValuesSchema>
