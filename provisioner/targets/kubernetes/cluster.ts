import { spawn } from 'node:child_process'
import { clusterFailure, clusterSilent, toolAbsent } from './failures.ts'

/** Where a member's nodes stand in a cluster, and the two programs that speak to it. */
export interface Cluster {
  readonly helm: string
  readonly kubectl: string
  /** Of the kubeconfig; its current one where undefined. */
  readonly context: string | undefined
  readonly namespace: string
  /** Environment of the programs: PATH, HOME, KUBECONFIG. */
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Milliseconds that whoever acts goes on without renewing its lease; twelve seconds where not given. */
  readonly patience?: number
}

export interface Call {
  /** Goes to standard input: secrets go this way, never by argument. */
  readonly input?: string
  readonly signal?: AbortSignal
}

export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** @throws QuorateError as `clusterFailure` says; CLUSTER_UNREACHABLE where `AbortSignal.timeout` ended it. */
export async function kubectl(cluster: Cluster, args: readonly string[], call: Call = {}): Promise<string> {
  const context = cluster.context === undefined ? [] : ['--context', cluster.context]
  const all = [...context, '--namespace', cluster.namespace, ...args]
  const ran = await run(cluster.kubectl, all, { ...call, variables: cluster.variables }).catch((cause: unknown) => {
    throw call.signal?.reason?.name === 'TimeoutError' ? clusterSilent('kubectl', args, cause) : cause
  })
  if (ran.code !== 0) throw clusterFailure('kubectl', args, ran)
  return ran.stdout
}

/** Unlike `kubectl`, hands the answer over whatever it is: what a release's state means is for its reader. */
export async function helm(cluster: Cluster, args: readonly string[], call: Call = {}): Promise<Ran> {
  const context = cluster.context === undefined ? [] : ['--kube-context', cluster.context]
  const all = [...args, ...context, '--namespace', cluster.namespace]
  return await run(cluster.helm, all, { ...call, variables: cluster.variables })
}

type Started = Call & Pick<Cluster, 'variables'>

function run(program: string, args: readonly string[], { input = '', signal, variables }: Started): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe', env: { ...variables }, ...(signal ? { signal } : {}) })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    // A program that ends without reading all of it says why on its own.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'ENOENT' || cause.code === 'EACCES' ? toolAbsent(program, cause) : cause),
    )
    child.on('close', (code) =>
      resolve({ code: code ?? 1, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    )
  })
}
