import { rehearsalVolumes } from './commands.ts'
import type { PlannedMember } from './plan.ts'
import type { Service } from './service.ts'

const PROFILE = ['monitoring'] as const
const image = (variable: string, name: string) => `\${${variable}:-${name}}`
/** After the founding, which writes their files. */
const founded = { founding: { condition: 'service_completed_successfully' } } as const

/** Prometheus is in every member's network, as nobody's would be outside a rehearsal. */
export function monitoringServices(plan: readonly PlannedMember[]): Record<string, Service> {
  const members = Object.fromEntries(plan.map(({ member }) => [member, {}]))
  return { prometheus: prometheusService(members), grafana: grafanaService() }
}

/** Where the two have the volume with their files. */
const files = `${rehearsalVolumes.monitoring}:/monitoring:ro`

function prometheusService(members: NonNullable<Service['networks']>): Service {
  return {
    profiles: PROFILE,
    image: image('QUORATE_PROMETHEUS_IMAGE', 'prom/prometheus:v3.5.0'),
    user: '65534:65534',
    command: [
      '--config.file=/monitoring/prometheus.yml',
      '--storage.tsdb.path=/prometheus',
      '--storage.tsdb.retention.time=1d',
    ],
    depends_on: founded,
    networks: { ...members, monitoring: {} },
    ports: ['127.0.0.1:9090:9090'],
    volumes: [files],
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
function grafanaService(): Service {
  return {
    profiles: PROFILE,
    image: image('QUORATE_GRAFANA_IMAGE', 'grafana/grafana:12.1.1'),
    user: '472:0',
    environment: {
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
      GF_AUTH_DISABLE_LOGIN_FORM: 'true',
      GF_AUTH_BASIC_ENABLED: 'false',
      GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: 'true',
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: '/monitoring/dashboards/quorate.json',
      GF_PATHS_PROVISIONING: '/monitoring/provisioning',
    },
    depends_on: { ...founded, prometheus: { condition: 'service_started' } },
    networks: { monitoring: {} },
    ports: ['127.0.0.1:3000:3000'],
    volumes: [files],
    tmpfs: ['/tmp', '/var/lib/grafana:size=256m,uid=472,gid=0'],
    healthcheck: {
      test: ['CMD', 'wget', '-q', '-O', '/dev/null', 'http://127.0.0.1:3000/api/health'],
      ...{ interval: '10s', timeout: '5s', retries: 5, start_period: '30s' },
    },
    restart: 'unless-stopped',
    ...{ mem_limit: '512m', cpus: 1, pids_limit: 512 },
  }
}
