import type { Consortium } from '../../consortium/consortium.ts'
import { agentPort } from './agent-service.ts'
import { dashboard } from './dashboard.ts'
import { composePlan, type PlannedMember } from './plan.ts'

/** Text of each file of Prometheus and Grafana in a rehearsal, by its path in their volume. JSON is YAML. */
export function monitoringFiles(consortium: Pick<Consortium, 'members'>): ReadonlyMap<string, string> {
  const provider = { name: 'quorate', type: 'file', options: { path: '/monitoring/dashboards' } }
  const source = {
    name: 'Prometheus',
    uid: 'prometheus',
    type: 'prometheus',
    url: 'http://prometheus:9090',
    isDefault: true,
  }
  return new Map([
    ['prometheus.yml', text(prometheusConfig(composePlan(consortium)))],
    ['provisioning/datasources/quorate.yml', text({ apiVersion: 1, datasources: [source] })],
    ['provisioning/dashboards/quorate.yml', text({ apiVersion: 1, providers: [provider] })],
    ['dashboards/quorate.json', text(dashboard)],
  ])
}

const text = (content: unknown) => `${JSON.stringify(content, null, 2)}\n`

/** By name and no address: Besu lets in whoever calls it by its name. */
function prometheusConfig(plan: readonly PlannedMember[]) {
  const nodes = plan.flatMap(({ member, nodes }) =>
    nodes.map(({ node, ports }) => ({ targets: [`${node}:${ports.metrics}`], labels: { member, node } })),
  )
  const agents = plan.map(({ member }) => ({ targets: [`${member}-agent:${agentPort}`], labels: { member } }))
  return {
    global: { scrape_interval: '5s' },
    scrape_configs: [
      { job_name: 'besu', static_configs: nodes },
      { job_name: 'agent', static_configs: agents },
    ],
  }
}
