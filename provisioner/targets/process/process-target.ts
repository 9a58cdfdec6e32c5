import { rm } from 'node:fs/promises'
import type { NodeManifest } from '../../../network/besu/node-manifest.ts'
import type { Environment } from '../../environment.ts'
import { exists } from '../../home/exists.ts'
import { isStill, type ObservedNode, type Target } from '../target.ts'
import { runningClaim } from './claim.ts'
import { configuredRpc } from './configured-rpc.ts'
import { ensureNode, hasFiles, settleNode } from './ensure.ts'
import { fitToStart } from './fit-to-start.ts'
import { keyFile, removeKey, removeKeyFolder } from './key-place.ts'
import { machineOf } from './machine.ts'
import { withNodeLock } from './node-lock.ts'
import { logTail } from './node-log.ts'
import { readRecord, removeRecord } from './node-record.ts'
import { nodeFolders, nodePaths } from './paths.ts'
import { stopNode } from './stop.ts'

export interface ProcessOptions {
  /** Folder of the member's nodes, absolute. */
  readonly dir: string
  /** Besu's start script; without one it is looked for in BESU_HOME and on the PATH. */
  readonly besu: { readonly bin?: string | undefined }
  readonly env: Pick<Environment, 'variables'>
  /** Address of RPC and metrics. */
  readonly listen: string
  /** Where the machine's id stands instead. */
  readonly machineId?: string | undefined
}

/**
 * Nodes as processes of this machine: a folder each, detached, found again by pid and start time. Nothing starts them
 * again after a reboot but `apply`; an agent starts those alone that it had begun to restart.
 */
export function processTarget(given: Omit<ProcessOptions, 'listen'> & { readonly listen?: string }): Target {
  const options: ProcessOptions = { listen: '127.0.0.1', ...given }
  const alone = <T>(node: string, work: () => Promise<T>) => withNodeLock(nodePaths(options.dir, node).lock, work)
  return {
    kind: 'process',
    site: async () => {
      const machine = await machineOf(options.machineId)
      return { target: 'process', ...(machine === undefined ? {} : { machine }) }
    },
    observe: () => observe(options.dir),
    prepare: async (manifest, given) => {
      await fitToStart(options, manifest, given)
    },
    ensure: (manifest, given) =>
      alone(manifest.node, async () => {
        if (await isStill(given)) await ensureNode(options, manifest, given)
      }),
    restart: (manifest, given) =>
      alone(manifest.node, async () => {
        if (!(await isStill(given))) return
        await fitToStart(options, manifest, given)
        await stopNode(nodePaths(options.dir, manifest.node))
        await ensureNode(options, manifest, given)
      }),
    remove: (node) => alone(node, () => remove(options, node)),
    erase: (node) =>
      alone(node, async () => {
        await remove(options, node)
        await rm(nodePaths(options.dir, node).folder, { recursive: true, force: true })
      }),
    lacks: (manifests) => lacks(options, manifests),
    settle: (node, given) => alone(node, () => settleNode(options, node, given)),
    logs: (node, lines) => logTail(nodePaths(options.dir, node), lines),
  }
}

async function observe(dir: string): Promise<ObservedNode[]> {
  const nodes = await nodeFolders(dir)
  const seen = await Promise.all(nodes.map((node) => observeNode(dir, node)))
  return seen.filter((node) => node !== undefined)
}

async function observeNode(dir: string, node: string): Promise<ObservedNode | undefined> {
  const paths = nodePaths(dir, node)
  const record = await readRecord(paths)
  const running = await runningClaim(paths)
  const digest = record?.digest ?? null
  if (running !== undefined && !(await exists(paths.stopping))) {
    // Without its record it is made anew, in its turn: for that it has to be asked what the chain wants of it.
    const rpc = record?.rpc ?? (await configuredRpc(paths))
    return { node, digest, state: 'running', rpc, since: running.since }
  }
  return record === undefined && running === undefined
    ? undefined
    : { node, digest, state: 'stopped', rpc: null, since: null }
}

async function lacks(
  options: ProcessOptions,
  manifests: readonly NodeManifest[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const manifest of manifests) {
    const why = await lackOf(options, manifest)
    if (why !== undefined) found.set(manifest.node, why)
  }
  return found
}

async function lackOf(options: ProcessOptions, manifest: NodeManifest): Promise<string | undefined> {
  if (!(await hasFiles(options, manifest))) return 'its files were changed since it was made'
  // A start that was cut short did not take it away.
  return (await exists(keyFile(options, manifest.node)))
    ? 'the key that it was started with is still in memory'
    : undefined
}

async function remove(options: ProcessOptions, node: string): Promise<void> {
  const paths = nodePaths(options.dir, node)
  await stopNode(paths)
  await removeKey(options, node)
  await removeKeyFolder(options)
  await removeRecord(paths)
  await rm(paths.files, { recursive: true, force: true })
}
