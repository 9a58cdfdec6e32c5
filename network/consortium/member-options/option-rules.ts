import type { FoundProblem } from '../found-problem.ts'
import { parsedUrl } from '../schema/url.ts'
import type { Path } from '../yaml/path-text.ts'
import { type MemberOptions, portsApart } from './member-options.ts'

const loopback = new Set(['localhost', '127.0.0.1', '[::1]'])
const plain = new Set(['http:', 'ws:'])

/** What has to hold between the parts of one member's options. */
export function optionProblems(options: MemberOptions): FoundProblem[] {
  return [...urlProblems(options), ...portProblems(options), ...hsmProblems(options), ...unread(options)]
}

function urlProblems({ publicChains, unlock }: MemberOptions): FoundProblem[] {
  const endpoints = Object.entries(publicChains).flatMap(([name, urls]) =>
    urls.map((text, index) => ({ text, path: ['publicChains', name, index] as Path })),
  )
  if (unlock.by === 'web3signer') endpoints.push({ text: unlock.url, path: ['unlock', 'url'] })
  return [
    ...endpoints.filter(({ text }) => isExposed(text)).map(({ path }) => insecure(path)),
    ...endpoints.filter(({ text }) => holdsPassword(text)).map(({ path }) => secret(path)),
  ]
}

function isExposed(text: string): boolean {
  const { protocol = '', hostname = '' } = parsedUrl(text) ?? {}
  return plain.has(protocol) && !loopback.has(hostname)
}

/** In front of the host, or as a parameter. */
function holdsPassword(text: string): boolean {
  const parsed = parsedUrl(text)
  return parsed !== undefined && (parsed.password !== '' || parsed.searchParams.has('password'))
}

const insecure = (path: Path): FoundProblem => ({
  code: 'ENDPOINT_INSECURE',
  path,
  found: 'a URL without TLS to another host',
  expected: 'https or wss, or a host on the loopback interface',
})

const secret = (path: Path): FoundProblem => ({
  code: 'SECRET_IN_FILE',
  path,
  found: 'a URL with a password (not shown)',
  expected: 'no password in the URL, which shows up where it should not',
})

/** The PIN goes the way that its platform has for secrets: a file that only the operator reads, or a Secret. */
function hsmProblems({ target, hsm }: MemberOptions): FoundProblem[] {
  return Object.entries(hsm).flatMap(([node, { pin, pinSecret, plugins, alias, options }]): FoundProblem[] => {
    const inCluster = target === 'kubernetes'
    const wanted = inCluster ? 'pinSecret' : 'pin'
    const problems: FoundProblem[] = []
    if ((inCluster ? pinSecret : pin) === undefined)
      problems.push({
        ...{ code: 'HSM_PIN_ABSENT', path: ['hsm', node], found: `no ${wanted}` },
        expected: inCluster ? 'pinSecret: the Secret with the PIN' : 'pin: a file with the PIN',
      })
    if (alias === undefined && options === undefined)
      problems.push({
        ...{ code: 'FIELD_MISSING', path: ['hsm', node], found: 'no alias' },
        expected: 'alias: of the key in the token; or all options of the plugin',
      })
    if (inCluster && plugins !== undefined)
      problems.push({
        ...{ code: 'HSM_PLUGINS_ELSEWHERE', path: ['hsm', node, 'plugins'], found: plugins },
        expected: 'none: in a cluster the plugin is in the image of Besu that besu.image and besu.digest name',
      })
    return problems
  })
}

/** The chart's policies shut out whom they do not name, and alerts on what nobody reads fire for ever. */
function unread({ kubernetes: { monitoring, networkPolicy } }: MemberOptions): FoundProblem[] {
  if (networkPolicy.metricsFrom.length > 0) return []
  return (['serviceMonitor', 'prometheusRule'] as const)
    .filter((toggle) => monitoring[toggle].enabled)
    .map((toggle) => ({
      code: 'METRICS_UNREAD',
      path: ['kubernetes', 'monitoring', toggle],
      found: 'enabled, with networkPolicy.metricsFrom empty',
      expected: 'labels of your Prometheus and of its namespace in kubernetes.networkPolicy.metricsFrom',
    }))
}

function portProblems({ rpc, p2pPort, metricsPort }: MemberOptions): FoundProblem[] {
  const ports = [
    { path: ['rpc', 'port'], port: rpc.port },
    { path: ['p2pPort'], port: p2pPort },
    { path: ['metricsPort'], port: metricsPort },
  ]
  return ports.flatMap(({ path, port }, index) =>
    ports.slice(0, index).some((earlier) => Math.abs(earlier.port - port) < portsApart)
      ? [
          {
            code: 'PORTS_OVERLAP' as const,
            path,
            found: String(port),
            expected: `at least ${portsApart} away from the other ports`,
          },
        ]
      : [],
  )
}
