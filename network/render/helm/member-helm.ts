import { dump } from 'js-yaml'
import type { NodeManifest } from '../../besu/node-manifest.ts'
import type { KubernetesOptions } from '../../consortium/member-options/kubernetes-options.ts'
import type { Problem } from '../../problem.ts'
import { agentValuesOf, type HomeSecret } from './agent-values-of.ts'
import { CHARTS, helmInstall } from './helm-install.ts'
import { helmValues } from './helm-values.ts'
import { KEY_IN_SECRET, keySecretOf, namespaceOf } from './places.ts'

/** A Secret that the operator makes before the chart is installed. */
export interface WantedSecret {
  readonly name: string
  /** What each of its keys is made from: a path in the member's home, or words for people. */
  readonly keys: Readonly<Record<string, string>>
  /** A command that makes it. */
  readonly command: string
}

export type MemberHelm =
  | { readonly ok: true; readonly files: ReadonlyMap<string, string>; readonly secrets: readonly WantedSecret[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

interface Given {
  readonly options: KubernetesOptions
  /** How the member's home is to stand in a Secret; for its agent, where the options want one. */
  readonly home: HomeSecret
}

/**
 * What one member needs to install the chart by its own means: values, and a page of the Secrets to make first. No secret
 * is in them.
 * @param nodes of one member, at least one.
 */
export function memberHelm(nodes: readonly NodeManifest[], { options, home }: Given): MemberHelm {
  const { context: _, namespace: chosen, agent, ...chart } = options
  const rendering = helmValues(nodes, agent === undefined ? chart : { ...chart, agent: agentValuesOf(agent, home) })
  if (!rendering.ok) return rendering
  const { member, network } = rendering.values
  const namespace = chosen ?? namespaceOf({ network: network.name, member })
  const own = agent === undefined ? [] : agentSecrets(namespace, home, agent.passphraseSecret)
  const secrets = [...nodes.map((node) => nodeSecret(namespace, node)), ...own]
  const head = `# Values of the chart quorate-member for ${member}, rendered by \`quorate render\`. SECRETS.md says what to make first.\n`
  const values = head + dump(rendering.values, { lineWidth: 120, noRefs: true, quoteStyle: 'double' })
  const files = new Map([
    ['values.yaml', values],
    ['SECRETS.md', page({ member, namespace }, secrets)],
  ])
  return { ok: true, files, secrets }
}

const create = (namespace: string, name: string) => `kubectl -n ${namespace} create secret generic ${name}`

function nodeSecret(namespace: string, { node, hsm }: NodeManifest): WantedSecret {
  return hsm?.pinSecret === undefined ? keySecret(namespace, node) : pinSecret(namespace, node, hsm.pinSecret)
}

function pinSecret(namespace: string, node: string, name: string): WantedSecret {
  return {
    name,
    keys: { pin: `the PIN of the token that has the key of ${node}` },
    command: `${create(namespace, name)} --from-file=pin=FILE`,
  }
}

/** Through memory: what is written to a disk is not gone when it is deleted. */
function keySecret(namespace: string, node: string): WantedSecret {
  const [name, file] = [keySecretOf(node), `/dev/shm/${node}.key`]
  const made = `${create(namespace, name)} --from-file=${KEY_IN_SECRET}=${file}`
  return {
    name,
    keys: { [KEY_IN_SECRET]: `the private key of ${node}` },
    command: `quorate node-key ${node} --out ${file} && ${made}; rm -f ${file}`,
  }
}

function agentSecrets(namespace: string, home: HomeSecret, passphrase: string): WantedSecret[] {
  const keys = { ...home.items, ...home.follow }
  const from = Object.entries(keys).map(([key, path]) => `  --from-file=${key}="$QUORATE_HOME/${path}"`)
  return [
    { name: home.name, keys, command: [create(namespace, home.name), ...from].join(' \\\n') },
    {
      name: passphrase,
      keys: { passphrase: 'what unlocks the keystores, in one line' },
      command: `${create(namespace, passphrase)} --from-file=passphrase=FILE`,
    },
  ]
}

function page({ member, namespace }: { member: string; namespace: string }, secrets: readonly WantedSecret[]): string {
  const parts = secrets.map(({ name, keys, command }) => {
    const rows = Object.entries(keys).map(([key, made]) => `| \`${key}\` | ${made} |`)
    return `## ${name}\n\n| key | made from |\n|---|---|\n${rows.join('\n')}\n\n\`\`\`sh\n${command}\n\`\`\`\n`
  })
  const install = helmInstall({ namespace, member })
  return `# Secrets of ${member} in the namespace ${namespace}

Made by its operator, by these commands or by any other means, before the chart is installed:

\`\`\`sh
${install}
\`\`\`

${CHARTS}; DIR is the
folder of this page. None of the Secrets is in a file that was rendered here. \`QUORATE_HOME\` is the member's home.

${parts.join('\n')}`
}
