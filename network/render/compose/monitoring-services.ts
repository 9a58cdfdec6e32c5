import { agentPort } from './commands.ts'
import { dashboard } from './dashboard.ts'
import { nodePorts, type PlannedMember } from './plan.ts'
import type { Service } from './service.ts'

/** Each `name@sha256:…`. */
export interface MonitoringImages {
  readonly prometheus: string
  readonly grafana: string
}

const PROFILE = ['monitoring'] as const

/** Prometheus is in every member's network, as nobody's would be outside a rehearsal. */
export function monitoringServices(plan: readonly PlannedMember[], images: MonitoringImages): Record<string, Service> {
  const members = Object.fromEntries(plan.map(({ member }) => [member, {}]))
  return { prometheus: prometheusService(images.prometheus, members), grafana: grafanaService(images.grafana) }
}

function prometheusService(image: string, members: Service['networks']): Service {
  return {
    profiles: PROFILE,
    image,
    user: '65534:65534',
    command: [
      '--config.file=/etc/prometheus/prometheus.yml',
      '--storage.tsdb.path=/prometheus',
      '--storage.tsdb.retention.time=1d',
    ],
    networks: { ...members, monitoring: {} },
    ports: ['127.0.0.1:9090:9090'],
    configs: [{ source: 'prometheus', target: '/etc/prometheus/prometheus.yml' }],
    tmpfs: ['/prometheus:size=512m,uid=65534,gid=65534'],
    healthcheck: {
      test: ['CMD', 'promtool', 'check', 'ready'],
      ...{ interval: '10s', timeout: '5s', retries: 5, start_period: '20s' },
    },
    restart: 'unless-stopped',
    ...{ mem_limit: '512m', cpus: 1, pids_limit: 512 },
  }
}

/** Whoever reaches loopback may look, and nobody may change: there is no password to leave at its default. */
function grafanaService(image: string): Service {
  return {
    profiles: PROFILE,
    image,
    user: '472:0',
    environment: {
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
      GF_AUTH_BASIC_ENABLED: 'false',
      GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: 'true',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: '/etc/grafana/dashboards/quorate.json',
    },
    depends_on: { prometheus: { condition: 'service_started' } },
    networks: { monitoring: {} },
    ports: ['127.0.0.1:3000:3000'],
    configs: [
      { source: 'grafana-source', target: '/etc/grafana/provisioning/datasources/quorate.yml' },
      { source: 'grafana-provider', target: '/etc/grafana/provisioning/dashboards/quorate.yml' },
      { source: 'grafana-dashboard', target: '/etc/grafana/dashboards/quorate.json' },
    ],
    tmpfs: ['/tmp', '/var/lib/grafana:size=256m,uid=472,gid=0'],
    healthcheck: {
      test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:3000/api/health'],
      ...{ interval: '10s', timeout: '5s', retries: 5, start_period: '30s' },
    },
    restart: 'unless-stopped',
    ...{ mem_limit: '512m', cpus: 1, pids_limit: 512 },
  }
}

/** Files of both, JSON being YAML: compose puts them into the containers. A dollar sign would be a variable of compose. */
export function monitoringConfigs(plan: readonly PlannedMember[]): Record<string, { readonly content: string }> {
  const provider = { name: 'quorate', type: 'file', options: { path: '/etc/grafana/dashboards' } }
  const source = {
    name: 'Prometheus',
    uid: 'prometheus',
    type: 'prometheus',
    url: 'http://prometheus:9090',
    isDefault: true,
  }
  return {
    prometheus: file(prometheusConfig(plan)),
    'grafana-source': file({ apiVersion: 1, datasources: [source] }),
    'grafana-provider': file({ apiVersion: 1, providers: [provider] }),
    'grafana-dashboard': file(dashboard),
  }
}

const file = (content: unknown) => ({ content: `${JSON.stringify(content, null, 2).replaceAll('$', '$$$$')}\n` })

function prometheusConfig(plan: readonly PlannedMember[]) {
  const nodes = plan.flatMap(({ member, nodes }) =>
    nodes.map(({ node, private: address }) => ({
      targets: [`${address}:${nodePorts.metrics}`],
      labels: { member, node },
    })),
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
