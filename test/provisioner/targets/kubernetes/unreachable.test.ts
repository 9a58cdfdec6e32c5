import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import { acting } from '../../../../provisioner/targets/kubernetes/acting.ts'
import type { Cluster } from '../../../../provisioner/targets/kubernetes/cluster.ts'
import { clusterFailure } from '../../../../provisioner/targets/kubernetes/failures.ts'
import { forwards, sharedForwards } from '../../../../provisioner/targets/kubernetes/forwards.ts'
import { kubernetesTarget } from '../../../../provisioner/targets/kubernetes/kubernetes-target.ts'
import { freePorts } from '../../../behaviours/example-manifests.ts'
import { noHelm, programs, skipped } from '../../../charts/programs.ts'
import { newFolder } from '../../home/folders.ts'
import { chart, kubernetesNode } from './setup.ts'

const given = { key: () => `0x${'11'.repeat(32)}` as const, progress: () => {}, signal: new AbortController().signal }

async function targetAt(change: Partial<Cluster>) {
  const { manifest } = await kubernetesNode()
  const owner = { network: manifest.network.name, networkId: manifest.network.networkId, member: manifest.member }
  const cluster = {
    helm: 'helm',
    kubectl: 'kubectl',
    context: undefined,
    namespace: 'n',
    variables: process.env,
    ...change,
  }
  return { manifest, target: kubernetesTarget({ owner, cluster, chart, options: {} }) }
}

/** A stand-in for kubectl that keeps one lease, and does `otherwise` while the file `silent` exists. */
async function keeper(otherwise: string) {
  const folder = await newFolder()
  const file = (name: string) => join(folder, name)
  const [kubectl, lease, silent] = [file('kubectl'), file('lease'), file('silent')]
  const script = [
    `if [ -e '${silent}' ]; then ${otherwise}; fi`,
    `case "$*" in`,
    `  *" get lease "*) cat '${lease}' 2>/dev/null || true ;;`,
    `  *) sed 's/"name"/"resourceVersion":"1","name"/' >'${lease}' ;;`,
    'esac',
  ]
  writeFileSync(kubectl, `#!/bin/sh\n${script.join('\n')}\n`, { mode: 0o755 })
  return { kubectl, silent, refused: file('refused') }
}

describe('target kubernetes without a cluster', () => {
  it('says which program is absent', async () => {
    const { target } = await targetAt({ kubectl: '/nowhere/kubectl' })
    await expect(target.observe()).rejects.toMatchObject({
      code: 'TOOL_ABSENT',
      facts: { program: '/nowhere/kubectl' },
    })
  })

  it('lets go of a cluster that does not answer in time, and of the program that asks it', async () => {
    const folder = await newFolder()
    const [kubectl, pid] = [join(folder, 'kubectl'), join(folder, 'pid')]
    mkdirSync(folder, { recursive: true })
    writeFileSync(kubectl, `#!/bin/sh\necho $$ >'${pid}'\nexec sleep 600\n`, { mode: 0o755 })
    const { target } = await targetAt({ kubectl })
    await expect(target.observe(AbortSignal.timeout(3_000))).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    const until = Date.now() + 5000
    const asking = () => isAlive(Number(readFileSync(pid, 'utf8')))
    while (asking() && Date.now() < until) await setTimeout(20)
    expect(asking()).toBe(false)
  }, 20_000)

  it('lets go of what it does where the cluster falls silent meanwhile, and says so', async () => {
    const { kubectl, silent } = await keeper('exec sleep 600')
    const cluster = { helm: 'helm', kubectl, context: undefined, namespace: 'n', variables: process.env, patience: 500 }
    const acted = acting(cluster, new AbortController().signal, async (signal) => {
      writeFileSync(silent, '')
      await once(signal, 'abort')
      signal.throwIfAborted()
    })
    await expect(acted).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE', facts: { action: 'get lease' } })
  }, 20_000)

  it('goes on where the lease could be renewed again before it lapsed', async () => {
    const { kubectl, silent, refused } = await keeper('echo refused >>"$REFUSED"; exit 1')
    const variables = { ...process.env, REFUSED: refused }
    const cluster = { helm: 'helm', kubectl, context: undefined, namespace: 'n', variables }
    const acted = acting(cluster, new AbortController().signal, async (signal) => {
      writeFileSync(silent, '')
      while (!existsSync(refused)) await setTimeout(50, undefined, { signal })
      rmSync(silent)
      await setTimeout(12_000, undefined, { signal })
      return 'done'
    })
    expect(await acted).toBe('done')
  }, 30_000)

  it('refuses a manifest that the chart cannot run before it asks any cluster', async () => {
    const { target, manifest } = await targetAt({ kubectl: '/nowhere/kubectl' })
    const tagged = { ...manifest, besu: { ...manifest.besu, digest: null } }
    const facts = { codes: ['IMAGE_DIGEST_ABSENT'] }
    await expect(target.ensure(tagged, given)).rejects.toMatchObject({ code: 'CHART_REFUSED', facts })
  })

  if (noHelm !== undefined) {
    skipped(noHelm)
    return
  }

  it('says that no cluster answers: no configuration, no such context, nobody listening', async () => {
    const [port = 0] = await freePorts(1)
    const file = join(await newFolder(), 'kubeconfig')
    const clusters = [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}` } }]
    const contexts = [{ name: 'c', context: { cluster: 'c', user: 'u' } }]
    writeFileSync(
      file,
      JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters, contexts, 'current-context': 'c', users: [] }),
    )
    const variables = (KUBECONFIG: string) => ({ ...process.env, KUBECONFIG })
    const { helm = '', kubectl = '' } = programs
    for (const cluster of [
      { helm, kubectl, variables: variables('/nowhere/kubeconfig') },
      { helm, kubectl, variables: variables(file) },
      { helm, kubectl, variables: variables(file), context: 'other' },
    ]) {
      const { target, manifest } = await targetAt(cluster)
      await expect(target.observe()).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
      await expect(target.ensure(manifest, given)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    }
  }, 30_000)
})

describe('what a cluster says', () => {
  const code = (stderr: string) => clusterFailure('kubectl', ['get', 'pods'], { code: 1, stdout: '', stderr }).code

  it('is told apart: not reached, not allowed, refused', () => {
    expect(code('Error from server (Forbidden): pods is forbidden: User "x" cannot list resource')).toBe(
      'CLUSTER_FORBIDDEN',
    )
    expect(code('The connection to the server localhost:8080 was refused')).toBe('CLUSTER_UNREACHABLE')
    expect(code('error: You must be logged in to the server (Unauthorized)')).toBe('CLUSTER_UNREACHABLE')
    const immutable =
      'StatefulSet.apps "x" is invalid: spec: Forbidden: updates to statefulset spec for fields other than'
    expect(code(immutable)).toBe('CLUSTER_REFUSED')
  })
})

describe('a way to a pod, by a stand-in for kubectl', () => {
  async function standIn(text: string): Promise<Cluster> {
    const kubectl = join(await newFolder(), 'kubectl')
    writeFileSync(kubectl, `#!/bin/sh\n${text}\n`)
    chmodSync(kubectl, 0o755)
    return { helm: 'helm', kubectl, context: 'c', namespace: 'n', variables: process.env }
  }

  it('is opened once for each pod and port, and again where it broke', async () => {
    const cluster = await standIn('echo "Forwarding from 127.0.0.1:$$ -> 8545"; exec sleep 60')
    const ways = forwards(cluster)
    const first = await ways.to('member-node-0', 8545)
    expect(first).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(await ways.to('member-node-0', 8545)).toBe(first)
    expect(await ways.to('other-node-0', 8545)).not.toBe(first)
    process.kill(Number(first?.split(':').at(-1)))
    const until = Date.now() + 5000
    while ((await ways.to('member-node-0', 8545)) === first && Date.now() < until) await setTimeout(20)
    expect(await ways.to('member-node-0', 8545)).not.toBe(first)
    ways.close()
  })

  it('is shared by all who open the same cluster, and does not stop for what is said on it', async () => {
    const folder = await newFolder()
    const cluster = await standIn(
      `echo $$ >> '${folder}/pids'; echo "Forwarding from 127.0.0.1:1 -> 8545"; head -c 1000000 /dev/zero; : > '${folder}/said'; exec sleep 60`,
    )
    const ways = sharedForwards(cluster)
    for (const _ of [1, 2, 3]) await sharedForwards({ ...cluster }).to('member-node-0', 8545)
    const until = Date.now() + 5000
    while (!existsSync(join(folder, 'said')) && Date.now() < until) await setTimeout(20)
    expect([existsSync(join(folder, 'said')), readFileSync(join(folder, 'pids'), 'utf8').match(/\n/g)]).toEqual([
      true,
      ['\n'],
    ])
    expect(sharedForwards({ ...cluster, namespace: 'other' })).not.toBe(ways)
    ways.close()
  }, 20_000)

  it('lets the process that opened it end, and ends with it', async () => {
    const { kubectl } = await standIn('echo $$ >> "$PIDS"; echo "Forwarding from 127.0.0.1:1 -> 8545"; exec sleep 60')
    const pids = join(await newFolder(), 'pids')
    mkdirSync(dirname(pids), { recursive: true })
    const given = [kubectl, pids]
    const fixture = fileURLToPath(new URL('./fixtures/open-way.ts', import.meta.url))
    const child = spawn(process.execPath, ['--no-warnings', fixture, ...given], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    const pid = Number(readFileSync(pids, 'utf8'))
    const until = Date.now() + 5000
    while (isAlive(pid) && Date.now() < until) await setTimeout(20)
    expect(isAlive(pid)).toBe(false)
  }, 20_000)

  it('leads to a node’s metrics, by the port that its pod names so', async () => {
    const ports = [
      { name: 'rpc', containerPort: 8545 },
      { name: 'metrics', containerPort: 9546 },
    ]
    const pod = {
      kind: 'Pod',
      metadata: { name: 'member-node-0', labels: { 'quorate.node': 'node-1', 'app.kubernetes.io/instance': 'member' } },
      spec: { containers: [{ ports }] },
    }
    const items = join(await newFolder(), 'items.json')
    writeFileSync(items, JSON.stringify({ items: [pod] }))
    const cluster = await standIn(
      `case "$*" in *"pod/member-node-0 :9546") echo "Forwarding from 127.0.0.1:1 -> 9546"; exec sleep 60 ;;
*" port-forward "*) exit 1 ;; *) cat '${items}' ;; esac`,
    )
    const ways = forwards(cluster)
    const owner = { network: 'n', networkId: `0x${'00'.repeat(32)}` as const, member: 'member' }
    const target = kubernetesTarget({ owner, cluster, chart, options: {}, forwards: ways })
    expect(await target.metrics?.('node-1')).toBe('http://127.0.0.1:1/metrics')
    ways.close()
  })

  it('is none where it does not open', async () => {
    const ways = forwards(await standIn('echo "error: pod not found" >&2; exit 1'))
    expect(await ways.to('member-node-0', 8545)).toBeNull()
    ways.close()
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
