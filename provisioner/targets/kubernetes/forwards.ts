import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import type { Cluster } from './cluster.ts'

/** Ways from this machine to pods, through the API server: no port of a node is opened to anybody. */
export interface Forwards {
  /** URL of a pod's port on this machine's loopback; null where the way does not open. */
  to(pod: string, port: number): Promise<string | null>
  /** Ends them all. */
  close(): void
}

const OPENING_MS = 10_000

interface Way {
  readonly child: ChildProcess
  readonly url: Promise<string | null>
}

const shared = new WeakMap<Cluster['variables'], Map<string, Forwards>>()

/** Those of a cluster that all of this process share: each look at a target opens it anew, and none closes it. */
export function sharedForwards(cluster: Cluster): Forwards {
  const known = shared.get(cluster.variables) ?? new Map<string, Forwards>()
  shared.set(cluster.variables, known)
  const name = JSON.stringify([cluster.kubectl, cluster.context ?? null, cluster.namespace])
  const found = known.get(name) ?? forwards(cluster)
  known.set(name, found)
  return found
}

/** Keeps one way a pod and port open as long as this process runs, and opens it again where it broke. */
export function forwards(cluster: Cluster): Forwards {
  const open = new Map<string, Way>()
  const close = () => {
    for (const { child } of open.values()) child.kill()
    open.clear()
  }
  process.once('exit', close)
  return {
    to(pod, port) {
      const name = `${pod}:${port}`
      const way = open.get(name)
      if (way !== undefined && way.child.exitCode === null && way.child.signalCode === null) return way.url
      const fresh = openWay(cluster, pod, port)
      open.set(name, fresh)
      return fresh.url
    },
    close() {
      process.removeListener('exit', close)
      close()
    },
  }
}

function openWay({ kubectl, context, namespace, variables }: Cluster, pod: string, port: number): Way {
  const where = [...(context === undefined ? [] : ['--context', context]), '--namespace', namespace]
  const args = [...where, 'port-forward', '--address', '127.0.0.1', `pod/${pod}`, `:${port}`]
  const child = spawn(kubectl, args, { stdio: ['ignore', 'pipe', 'ignore'], env: { ...variables } })
  // A way that is open does not keep the command alive that opened it: neither the process nor the pipe it speaks into.
  child.unref()
  const url = new Promise<string | null>((resolve) => {
    const late = setTimeout(() => child.kill(), OPENING_MS)
    let said = ''
    child.stdout.on('data', function hear(chunk: Buffer) {
      said += chunk.toString()
      const local = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      if (local === undefined) return
      clearTimeout(late)
      // It goes on to say a line a connection, which nobody keeps.
      child.stdout.off('data', hear).resume()
      if (child.stdout instanceof Socket) child.stdout.unref()
      resolve(`http://127.0.0.1:${local}`)
    })
    const failed = () => {
      clearTimeout(late)
      resolve(null)
    }
    child.on('error', failed)
    child.on('close', failed)
  })
  return { child, url }
}
