import { describe, expect, it } from '@jest/globals'
import { noHelm, skipped } from './programs.ts'
import { type Example, type Manifest, template, valuesOf } from './render.ts'

type Attack = readonly [what: string, example: Example, change: (values: Manifest) => void, culprit: RegExp]

const bySchema: readonly Attack[] = [
  ['a tag beside the digest', 'one-validator', ({ nodes }) => (nodes[0].image.tag = 'latest'), /'tag' not allowed/],
  ['a tag instead of the digest', 'one-validator', ({ nodes }) => (nodes[0].image.digest = '26.8.0'), /digest/],
  ['a tag in the repository', 'one-validator', ({ nodes }) => (nodes[0].image.repository += ':26.8.0'), /repository/],
  ['no digest', 'one-validator', ({ nodes }) => delete nodes[0].image.digest, /digest/],
  ['a tag of the agent', 'everything', ({ agent }) => (agent.image.tag = 'latest'), /'tag' not allowed/],
  ['a key in the values', 'one-validator', ({ nodes }) => (nodes[0].key = `0x${'1'.repeat(64)}`), /'key' not allowed/],
  ['a field that nobody reads', 'one-validator', (values) => (values.resource = {}), /'resource' not allowed/],
  [
    'a misspelt toggle',
    'everything',
    ({ monitoring }) => (monitoring.serviceMonitors = {}),
    /'serviceMonitors' not allowed/,
  ],
  ['no nodes', 'one-validator', (values) => (values.nodes = []), /nodes/],
  ['a stop that is cut short', 'one-validator', ({ nodes }) => (nodes[0].health.stopSeconds = 30), /stopSeconds/],
  ['a privileged port', 'one-validator', ({ nodes }) => (nodes[0].ports.rpc = 80), /rpc/],
  ['a number as text', 'one-validator', ({ nodes }) => (nodes[0].ports.rpc = '8545'), /rpc/],
  ['a name that is no label', 'one-validator', ({ nodes }) => (nodes[0].name = 'Basel_1'), /name/],
  ['an address for a network', 'everything', ({ p2p }) => (p2p.cidrs = ['198.51.100.7']), /cidrs/],
  [
    'a variable that the cluster would read',
    'hsm',
    ({ nodes }) => (nodes[0].environment.X = '$(POD_IP)'),
    /environment/,
  ],
  [
    'a setting of a node that there is no field for',
    'everything',
    ({ byNode }) => (byNode['aarau-2'].hostNetwork = true),
    /hostNetwork/,
  ],
  ['a service of another type', 'everything', ({ p2p }) => (p2p.service = 'ClusterIP'), /service/],
]

const byTemplate: readonly Attack[] = [
  ['neither Secret of key nor of PIN', 'one-validator', ({ nodes }) => delete nodes[0].keySecret, /keySecret/],
  ['both of them', 'hsm', ({ nodes }) => (nodes[0].keySecret = 'bern-1-key'), /one place/],
  [
    'an option of Besu past its file',
    'hsm',
    ({ nodes }) => (nodes[0].environment.BESU_MINER_ENABLED = '1'),
    /BESU_MINER/,
  ],
  ['a file that is not there', 'one-validator', ({ files }) => delete files.genesis, /"genesis"/],
  ['peers listed, addresses hidden', 'everything', ({ p2p }) => (p2p.externalTrafficPolicy = 'Cluster'), /Cluster/],
  ['a port that no node port is', 'node-port', ({ nodes }) => (nodes[0].ports.p2p = 40_000), /40000/],
  [
    'two nodes of one name',
    'everything',
    ({ nodes }) => (nodes[1].name = 'aarau-1'),
    /two nodes have the name aarau-1/,
  ],
  [
    'two nodes with one key',
    'everything',
    ({ nodes }) => (nodes[1].keySecret = 'aarau-1-key'),
    /keySecret aarau-1-key/,
  ],
  [
    'two nodes with one address, whoever holds their keys',
    'everything',
    ({ nodes }) => (nodes[1].address = nodes[0].address),
    /two nodes have the address/,
  ],
  ...['serviceMonitor', 'prometheusRule'].map(
    (toggle): Attack => [
      `a ${toggle} of what nobody may read`,
      'one-validator',
      (values) => (values.monitoring = { [toggle]: { enabled: true } }),
      new RegExp(`monitoring.${toggle} is enabled and networkPolicy.metricsFrom is empty`),
    ],
  ),
  [
    'a label that the chart selects by',
    'everything',
    ({ podLabels }) => (podLabels['quorate.duty'] = 'validator'),
    /podLabels: quorate\.duty/,
  ],
  [
    'a label that Kubernetes selects by',
    'everything',
    ({ podLabels }) => (podLabels['app.kubernetes.io/component'] = 'agent'),
    /podLabels: app\.kubernetes\.io/,
  ],
  [
    'an annotation that loosens what a container may do',
    'everything',
    ({ podAnnotations }) => (podAnnotations['container.apparmor.security.beta.kubernetes.io/besu'] = 'unconfined'),
    /podAnnotations: container\.apparmor/,
  ],
  [
    'an annotation that says what the chart says',
    'everything',
    ({ podAnnotations }) => (podAnnotations['quorate.manifest'] = '0x00'),
    /podAnnotations: quorate\.manifest/,
  ],
  [
    'a class of load balancer where there is none',
    'node-port',
    ({ p2p }) => (p2p.loadBalancerClass = 'example.com/x'),
    /loadBalancerClass/,
  ],
  ...['agent', 'heads'].map(
    (name): Attack => [
      `a node called ${name}, as another part is`,
      'everything',
      ({ nodes }) => (nodes[0].name = name),
      new RegExp(`cannot be called ${name}`),
    ],
  ),
  ['two agents in one claim', 'everything', ({ agent }) => (agent.replicas = 2), /ReadWriteMany/],
]

describe('charts/quorate-member refuses', () => {
  if (noHelm !== undefined) {
    skipped(noHelm)
    return
  }
  it.each([...bySchema, ...byTemplate])('%s', (_, example, change, culprit) => {
    const values = valuesOf(example)
    change(values)
    const { code, text, says } = template(values)
    expect([code, text]).toEqual([1, ''])
    expect(says).toMatch(culprit)
  })

  it('a release under another name than the member’s, beside which `apply` would make another', () => {
    const { code, says } = template(valuesOf('one-validator'), 'nodes')
    expect([code, says]).toEqual([1, expect.stringContaining('the release of hospital-basel is called hospital-basel')])
  })

  it.each(bySchema)('by its schema, before any template is read: %s', (_, example, change) => {
    const values = valuesOf(example)
    change(values)
    expect(template(values).says).toMatch(/values don't meet the specifications of the schema/)
  })
})
