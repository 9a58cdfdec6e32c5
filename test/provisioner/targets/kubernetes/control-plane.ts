import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '../../../behaviours/example-manifests.ts'
import { newFolder } from '../../home/folders.ts'

/** A real API server with its store and controllers; no scheduler and no kubelet. */
export interface ControlPlane {
  readonly kubeconfig: string
  /** Plain HTTP to the API server, for the stand-in kubelet. */
  readonly api: string
  end(): Promise<void>
}

const CONTROLLERS =
  'statefulset,deployment,replicaset,garbagecollector,namespace,resourcequota,persistentvolume-binder,pvc-protection,disruption,endpointslice,serviceaccount'

/** @param bin folder of etcd, kube-apiserver and kube-controller-manager. */
export async function controlPlane(bin: string, kubectl: string): Promise<ControlPlane> {
  const dir = await newFolder()
  mkdirSync(dir, { recursive: true })
  const [client = 0, peer = 0, secure = 0, proxy = 0] = await freePorts(4)
  const children: ChildProcess[] = []
  const start = (program: string, args: readonly string[]) => {
    const log = openSync(join(dir, `${children.length}.log`), 'w')
    const child = spawn(program, args, { cwd: dir, stdio: ['ignore', log, log] })
    children.push(child)
  }
  execFileSync('openssl', ['genrsa', '-out', join(dir, 'sa.key'), '2048'], { stdio: 'ignore' })
  writeFileSync(join(dir, 'tokens.csv'), 'of-a-test,admin,1,system:masters\n')
  const kubeconfig = join(dir, 'kubeconfig')
  writeFileSync(kubeconfig, kubeconfigOf(`https://127.0.0.1:${secure}`))
  const store = `http://127.0.0.1:${client}`
  const own = `http://127.0.0.1:${peer}`
  const cluster = ['--initial-advertise-peer-urls', own, '--initial-cluster', `default=${own}`]
  const etcd = ['--listen-client-urls', store, '--advertise-client-urls', store, '--listen-peer-urls', own, ...cluster]
  start(join(bin, 'etcd'), ['--data-dir', join(dir, 'etcd'), ...etcd])
  start(join(bin, 'kube-apiserver'), apiServer(dir, store, secure))
  start(kubectl, ['--kubeconfig', kubeconfig, 'proxy', `--port=${proxy}`])
  const api = `http://127.0.0.1:${proxy}`
  await ready(`${api}/readyz`)
  const keys = [`--service-account-private-key-file=${join(dir, 'sa.key')}`, '--leader-elect=false', '--secure-port=0']
  start(join(bin, 'kube-controller-manager'), [`--kubeconfig=${kubeconfig}`, `--controllers=${CONTROLLERS}`, ...keys])
  const end = async () => {
    const alive = children.filter(({ exitCode }) => exitCode === null).reverse()
    for (const child of alive) {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
  }
  return { kubeconfig, api, end }
}

function apiServer(dir: string, store: string, port: number): string[] {
  const key = join(dir, 'sa.key')
  return [
    `--etcd-servers=${store}`,
    `--secure-port=${port}`,
    '--bind-address=127.0.0.1',
    `--cert-dir=${join(dir, 'certs')}`,
    `--token-auth-file=${join(dir, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--disable-admission-plugins=ServiceAccount',
  ]
}

function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'test', user: { token: 'of-a-test' } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  })
}

async function ready(url: string): Promise<void> {
  const until = Date.now() + 90_000
  while (Date.now() < until) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the API server does not answer')
}
