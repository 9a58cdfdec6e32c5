import type { Problem } from '../../../network/problem.ts'
import { QuorateError } from '../../../network/quorate-error.ts'
import type { Ran } from './cluster.ts'
import type { Release } from './release.ts'

export function toolAbsent(program: string, cause: unknown): QuorateError {
  return new QuorateError('TOOL_ABSENT', `${program} cannot be run.`, {
    facts: { program },
    remedy: 'Install helm (4 or 3.14 and later) and kubectl, and put them on the PATH.',
    cause,
  })
}

const UNREACHABLE =
  /connection refused|connection to the server .* was refused|no such host|Unable to connect|i\/o timeout|cluster unreachable|no configuration has been provided|context .*does not exist|context was not found|TLS handshake|x509:|EOF$|Unauthorized|must be logged in/i
const FORBIDDEN = /\(Forbidden\)|is forbidden: User /

/** CLUSTER_UNREACHABLE, CLUSTER_FORBIDDEN or CLUSTER_REFUSED, by what the program said. */
export function clusterFailure(tool: string, args: readonly string[], { stdout, stderr }: Ran): QuorateError {
  const says = (stderr.trim() === '' ? stdout : stderr).trim().slice(-2000)
  const facts = { tool, action: args.slice(0, 2).join(' '), says }
  if (FORBIDDEN.test(says)) {
    return new QuorateError('CLUSTER_FORBIDDEN', 'The cluster does not let this user do that.', {
      facts,
      remedy: "Ask for the right to manage the member's namespace, or let an administrator make the namespace first.",
    })
  }
  if (UNREACHABLE.test(says)) {
    return new QuorateError('CLUSTER_UNREACHABLE', 'No Kubernetes cluster answers.', {
      facts,
      remedy: 'Check KUBECONFIG, its current context and the way to the cluster: kubectl cluster-info.',
    })
  }
  return new QuorateError('CLUSTER_REFUSED', `${tool} failed: ${says.split('\n').at(-1) ?? ''}`, {
    facts,
    remedy: 'Nothing is half done that a second run would not finish: mend what it says and run the command again.',
  })
}

export function clusterSilent(tool: string, args: readonly string[], cause: unknown): QuorateError {
  const action = args.slice(0, 2).join(' ')
  return new QuorateError('CLUSTER_UNREACHABLE', `The Kubernetes cluster did not answer ${tool} ${action} in time.`, {
    facts: { tool, action },
    remedy: 'Check the way to the cluster (kubectl cluster-info), and run the command again.',
    cause,
  })
}

export function namespaceForeign(namespace: string, facts: { found: string; expected: string }): QuorateError {
  return new QuorateError('NAMESPACE_FOREIGN', `The namespace ${namespace} belongs to ${facts.found}.`, {
    facts: { namespace, ...facts },
    remedy: /network-id/.test(facts.expected)
      ? 'Choose another namespace, or take the nodes of the other network away by the home that made them.'
      : `Choose another namespace. If it is meant for this member: kubectl label namespace ${namespace} ${facts.expected}`,
  })
}

export function madeElsewhere(
  node: string,
  { release = 'nobody knows', ours }: { readonly release: string | undefined; readonly ours: Release },
): QuorateError {
  const { name, cluster } = ours
  return new QuorateError(
    'RELEASE_FOREIGN',
    `${node} stands in ${cluster.namespace} by the release ${release}, not ${name}.`,
    {
      facts: { node, namespace: cluster.namespace, found: release, expected: name },
      remedy: `One key must not run twice. Go on with what installed it, or take it away (helm uninstall ${release}; claims stay), and run the command again.`,
    },
  )
}

export function nodeNotStarted(node: string, reason: string, log: readonly string[]): QuorateError {
  return new QuorateError('NODE_NOT_STARTED', `${node} does not run: ${reason}`, {
    facts: { node, reason, log: [...log] },
    remedy: 'Mend what the reason or the log says, and run the command again; what was made already stays.',
  })
}

export function chartRefused(node: string, problems: readonly Problem[]): QuorateError {
  const says = problems.map(({ path, found, expected }) => `${path ?? node}: ${found}; expected ${expected}`)
  return new QuorateError('CHART_REFUSED', `${node} cannot be rendered for Kubernetes: ${says[0] ?? ''}`, {
    facts: { node, codes: problems.map(({ code }) => code), problems: says },
    remedy: "Mend the member's options or its endpoint record; nothing was changed in the cluster.",
  })
}

export function agentNotStarted(agent: string, reason: string, log: readonly string[]): QuorateError {
  return new QuorateError('AGENT_NOT_STARTED', `${agent} does not run: ${reason}`, {
    facts: { agent, reason, log: [...log] },
    remedy: 'Mend what the reason or the log says, and run the command again; the nodes run meanwhile.',
  })
}

export function releaseAbsent(release: string, namespace: string): QuorateError {
  return new QuorateError('RELEASE_ABSENT', `No release ${release} stands in the namespace ${namespace}.`, {
    facts: { release, namespace },
    remedy: 'Run quorate apply again: it makes the nodes first, and the agent beside them.',
  })
}
