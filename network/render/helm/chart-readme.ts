import { type ChartField, chartFields } from './chart-fields.ts'
import { CHARTS, helmInstall } from './helm-install.ts'
import { valuesJsonSchema } from './values-json-schema.ts'

/** README.md of the chart. Its table of values is the schema's. */
export function chartReadme(): string {
  return `${INTRODUCTION}\n## Values\n\n${table(chartFields(valuesJsonSchema()))}\n`
}

const INTRODUCTION = `# quorate-member: one member's nodes and agent

One release is one member, and has the member's name: \`quorate apply\` knows no other. It takes a finished genesis, each node's finished configuration and own static nodes, and names
of Secrets that exist already. It makes no keys and runs no jobs. \`quorate apply\` with the target \`kubernetes\` does all that
follows. \`quorate render\` writes files for people who install it by their own means; \`kubernetes.namespace\` of member.yaml is
NAMESPACE (NETWORK-MEMBER where absent), and without \`kubernetes.agent\` there no agent is installed:

    quorate render --options member.yaml --lock lock.json --endpoints endpoints --out DIR
    kubectl create namespace NAMESPACE
    kubectl label namespace NAMESPACE quorate.network=NETWORK quorate.member=MEMBER pod-security.kubernetes.io/enforce=restricted
    less DIR/SECRETS.md    # the Secrets to make now, each with its command: nodes' keys, the agent's home, the passphrase
    ${helmInstall({ namespace: 'NAMESPACE', member: 'MEMBER' })}
    helm -n NAMESPACE test MEMBER

${CHARTS}.
Without the first two labels \`quorate\` takes the namespace for somebody else's (\`NAMESPACE_FOREIGN\`). Restricted Pod Security is
what the pods are made for.

- **A StatefulSet per node**, since each has its own key, configuration and address: no pod can read another node's key,
  and one node can leave while the others stay.
- **One node at a time.** Kubernetes restarts every StatefulSet that a change touches at once; a disruption budget does
  not hold that back. So pods are replaced when they are deleted (\`OnDelete\`): by the agent, one at a time over all
  members, under the consortium's maintenance lease, whoever wrote the release. Without an agent delete them in turn yourself.
  \`helm --wait\` waits for no such pod; \`helm test\` asks again until every head is young.
- **JSON-RPC is for the agent alone**, by NetworkPolicy: ADMIN and PERM answer on the same port, with JWT. A cluster whose
  network plugin ignores NetworkPolicy leaves JWT as the only guard.
- **Health is the age of the chain's head**, read from the metrics port. Besu's own \`/liveness\` is always UP.
- **Claims outlive everything**: \`helm uninstall\` leaves them. Delete them by hand to delete the chain's data, and the
  agent's home only with a backup: it knows what it signed.
- **The size of a claim** is fixed when it is made. To grow one, edit the claim, delete the StatefulSet with
  \`--cascade=orphan\`, and upgrade.
`

function table(fields: readonly ChartField[]): string {
  const rows = fields.map(({ path, kind, required, fallback, description }) => {
    const given = required && fallback === undefined ? 'required' : fallback === undefined ? '' : code(fallback)
    return `| \`${path}\` | ${kind} | ${given} | ${description.replaceAll('|', '\\|')} |`
  })
  return ['| field | is | default | means |', '|---|---|---|---|', ...rows].join('\n')
}

const code = (value: unknown) => `\`${JSON.stringify(value)}\``
