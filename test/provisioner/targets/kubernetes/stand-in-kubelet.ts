import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { newFolder } from '../../home/folders.ts'

/**
 * What stands in for scheduler, kubelet and storage: binds pods to one machine that does not exist, gives each claim a
 * folder, and runs in place of each container `besu` a program of this machine, with the pod's files, arguments and environment.
 * It keeps to the order of a kubelet (mounts, start, status, SIGTERM, then gone), and pulls and isolates nothing.
 */
export interface StandInKubelet {
  /** Folder of the claim's volume; undefined where the claim is absent. */
  folderOf(namespace: string, claim: string): Promise<string | undefined>
  end(): Promise<void>
}

interface Machine {
  readonly api: string
  readonly dir: string
  readonly besu: string
  readonly running: Map<string, Running>
}

interface Running {
  readonly child: ChildProcess
  readonly log: string
  readonly since: string
}

// biome-ignore lint/suspicious/noExplicitAny: what the API server answers, read field by field
type Thing = any

export async function standInKubelet(api: string, besu: string): Promise<StandInKubelet> {
  const machine: Machine = { api, dir: await newFolder(), besu, running: new Map() }
  const logs = await logServer(machine)
  const port = (logs.address() as AddressInfo).port
  const status = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  }
  await ask(machine, 'POST', '/api/v1/nodes', { kind: 'Node', apiVersion: 'v1', metadata: { name: 'nowhere' } })
  await ask(machine, 'PATCH', '/api/v1/nodes/nowhere/status', { status })
  let ended = false
  const working = (async () => {
    while (!ended) {
      await round(machine).catch((cause: unknown) => {
        if (!ended) process.stderr.write(`stand-in kubelet: ${String(cause)}\n`)
      })
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })()
  return {
    async folderOf(namespace, claim) {
      const found = await ask(machine, 'GET', `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${claim}`)
      return found.spec?.volumeName === undefined ? undefined : join(machine.dir, found.spec.volumeName)
    },
    async end() {
      ended = true
      await working
      for (const { child } of machine.running.values()) child.kill('SIGKILL')
      logs.close()
    },
  }
}

async function round(machine: Machine): Promise<void> {
  for (const claim of (await ask(machine, 'GET', '/api/v1/persistentvolumeclaims')).items) await provide(machine, claim)
  for (const volume of (await ask(machine, 'GET', '/api/v1/persistentvolumes')).items) await reclaim(machine, volume)
  const { items } = await ask(machine, 'GET', '/api/v1/pods')
  for (const pod of items) await tend(machine, pod)
}

async function provide(machine: Machine, { metadata, spec, status }: Thing): Promise<void> {
  const name = `pv-${metadata.uid}`
  if (status.phase !== 'Pending' || existsSync(join(machine.dir, name))) return
  mkdirSync(join(machine.dir, name))
  await ask(machine, 'POST', '/api/v1/persistentvolumes', {
    kind: 'PersistentVolume',
    apiVersion: 'v1',
    metadata: { name },
    spec: {
      accessModes: spec.accessModes,
      capacity: spec.resources.requests,
      hostPath: { path: join(machine.dir, name) },
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { namespace: metadata.namespace, name: metadata.name, uid: metadata.uid },
    },
  })
}

async function reclaim(machine: Machine, { metadata, status }: Thing): Promise<void> {
  if (status.phase !== 'Released') return
  rmSync(join(machine.dir, metadata.name), { recursive: true, force: true })
  await ask(machine, 'DELETE', `/api/v1/persistentvolumes/${metadata.name}`)
}

async function tend(machine: Machine, pod: Thing): Promise<void> {
  const { namespace, name, uid, deletionTimestamp } = pod.metadata
  const path = `/api/v1/namespaces/${namespace}/pods/${name}`
  const now = machine.running.get(uid)
  if (deletionTimestamp !== undefined) return await stop(machine, { path, uid, now })
  if (pod.spec.containers[0].name !== 'besu' || pod.status.phase === 'Failed') return
  if (pod.spec.nodeName === undefined) {
    const target = { kind: 'Node', apiVersion: 'v1', name: 'nowhere' }
    await ask(machine, 'POST', `${path}/binding`, { kind: 'Binding', apiVersion: 'v1', metadata: { name }, target })
    return
  }
  if (now !== undefined && now.child.exitCode === null) return await tell(machine, pod, now)
  const files = await mounts(machine, pod)
  if (files === undefined) return
  machine.running.set(uid, run(machine, pod, files))
}

/** As the startup probe has it: started once the metrics port answers. */
async function tell(machine: Machine, { metadata, spec, status }: Thing, { since }: Running): Promise<void> {
  const { containerPort } = spec.containers[0].ports.find(({ name }: Thing) => name === 'metrics')
  const started = await fetch(`http://127.0.0.1:${containerPort}`).then(
    ({ ok }) => ok,
    () => false,
  )
  const told = status.containerStatuses?.[0]
  if (told?.started === started && told.state.running?.startedAt === since) return
  const state = { running: { startedAt: since } }
  const besu = { name: 'besu', image: 'stand-in', imageID: 'stand-in', ready: false, started, restartCount: 0, state }
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/status`
  await ask(machine, 'PATCH', path, { status: { phase: 'Running', containerStatuses: [besu] } })
}

async function stop(
  machine: Machine,
  { path, uid, now }: { path: string; uid: string; now: Running | undefined },
): Promise<void> {
  if (now !== undefined && now.child.exitCode === null && now.child.signalCode === null) {
    now.child.kill('SIGTERM')
    return
  }
  await ask(machine, 'DELETE', path, { gracePeriodSeconds: 0, preconditions: { uid } })
}

/** Files of the pod's volumes, below a folder that stands for `/quorate`; undefined while the claim has no volume. */
async function mounts(machine: Machine, pod: Thing): Promise<string | undefined> {
  const { namespace, uid } = pod.metadata
  const root = join(machine.dir, uid)
  const object = (kind: string, name: string) => ask(machine, 'GET', `/api/v1/namespaces/${namespace}/${kind}/${name}`)
  const write = (folder: string, name: string, content: string | Buffer) => {
    mkdirSync(join(root, folder), { recursive: true })
    writeFileSync(join(root, folder, name), content)
  }
  for (const { name, projected, configMap, secret, persistentVolumeClaim } of pod.spec.volumes) {
    if (persistentVolumeClaim !== undefined) {
      const claim = await object('persistentvolumeclaims', persistentVolumeClaim.claimName)
      if (claim.status.phase !== 'Bound') return undefined
      mkdirSync(root, { recursive: true })
      writeFileSync(join(root, 'volume'), join(machine.dir, claim.spec.volumeName))
    }
    const maps = [
      ...(projected?.sources.map((source: Thing) => source.configMap) ?? []),
      ...(configMap ? [configMap] : []),
    ]
    for (const map of maps) {
      const { data } = await object('configmaps', map.name)
      if (data === undefined) return undefined
      for (const { key, path } of map.items ?? []) write(name, path, data[key])
    }
    if (secret !== undefined) {
      const { data } = await object('secrets', secret.secretName)
      if (data === undefined) return undefined
      for (const { key, path } of secret.items) write(name, path, Buffer.from(data[key], 'base64'))
    }
  }
  return root
}

function run(machine: Machine, pod: Thing, root: string): Running {
  const data = readFileSync(join(root, 'volume'), 'utf8')
  const seeds = join(root, 'seeds')
  for (const { path } of pod.spec.volumes.find(({ name }: Thing) => name === 'seeds')?.configMap.items ?? []) {
    if (!existsSync(join(data, path))) writeFileSync(join(data, path), readFileSync(join(seeds, path)))
  }
  const config = readFileSync(join(root, 'config', 'besu.toml'), 'utf8')
  const placed = config
    .replaceAll('/quorate/data', data)
    .replaceAll('/quorate/', `${root}/`)
    .replaceAll('"0.0.0.0"', '"127.0.0.1"')
  writeFileSync(join(root, 'config', 'besu.toml'), placed)
  const log = join(root, 'log')
  const out = openSync(log, 'a')
  const { args, env } = pod.spec.containers[0]
  const given = args.flatMap((arg: string) => arg.replaceAll('/quorate/', `${root}/`).split(/=(.*)/s, 2))
  const told = env.map((entry: Thing) => [entry.name, entry.value ?? 'localhost'])
  const path = `${join(process.execPath, '..')}:${process.env.PATH ?? ''}`
  const child = spawn(machine.besu, given, {
    stdio: ['ignore', out, out],
    env: { PATH: path, ...Object.fromEntries(told) },
  })
  return { child, log, since: new Date().toISOString().replace(/\.\d+Z/, 'Z') }
}

/** The part of a kubelet's own API that `kubectl logs` needs. */
async function logServer(machine: Machine) {
  const [key, cert] = [join(machine.dir, 'key.pem'), join(machine.dir, 'cert.pem')]
  const subject = ['-subj', '/CN=nowhere', '-days', '1', '-keyout', key, '-out', cert]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], { stdio: 'ignore' })
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, async (request, response) => {
    const url = new URL(request.url ?? '', 'https://nowhere')
    const [, , namespace, name] = url.pathname.split('/')
    const { metadata } = await ask(machine, 'GET', `/api/v1/namespaces/${namespace}/pods/${name}`)
    const lines = readFileSync(machine.running.get(metadata?.uid)?.log ?? '/dev/null', 'utf8')
      .trimEnd()
      .split('\n')
    response.end(`${lines.slice(-Number(url.searchParams.get('tailLines') ?? 1000)).join('\n')}\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** Answers of failure are answers: what is gone since, or changed, is seen again in the next round. */
async function ask({ api }: Machine, method: string, path: string, body?: object): Promise<Thing> {
  const type = method === 'PATCH' ? 'application/strategic-merge-patch+json' : 'application/json'
  const response = await fetch(`${api}${path}`, {
    method,
    headers: { 'content-type': type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return await response.json()
}
